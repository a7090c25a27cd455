import {anchore} from './adapters/anchore.js';
import {aqua} from './adapters/aqua.js';
import {basic} from './adapters/basic.js';
import {clair} from './adapters/clair.js';
import {grype} from './adapters/grype.js';
import {osvScanner} from './adapters/osv-scanner.js';
import {trivy} from './adapters/trivy.js';
import {trivyContainer} from './adapters/trivy-container.js';
import {twistcli} from './adapters/twistcli.js';
import type {Scanner} from './scanner.js';

/** In order of preference when the user names none. */
export const scanners: readonly Scanner[] = [trivy, grype, clair, anchore, twistcli, aqua, osvScanner, basic, trivyContainer];
