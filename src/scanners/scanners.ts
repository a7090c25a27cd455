import {anchore} from './adapters/anchore.js';
import {aqua} from './adapters/aqua.js';
import {basic} from './adapters/basic.js';
import {clair} from './adapters/clair.js';
import {grype} from './adapters/grype.js';
import {osvScanner} from './adapters/osv-scanner.js';
import {scout} from './adapters/scout.js';
import {snyk} from './adapters/snyk.js';
import {trivy} from './adapters/trivy.js';
import {trivyContainer} from './adapters/trivy-container.js';
import {twistcli} from './adapters/twistcli.js';
import type {Detection, ScanEnvironment, Scanner, ScannerName} from './scanner.js';

/** In the order in which they are preferred when the user names none. */
export const scanners: readonly Scanner[] = [
	trivy,
	grype,
	scout,
	clair,
	anchore,
	twistcli,
	aqua,
	snyk,
	osvScanner,
	basic,
	trivyContainer,
];

/** What of all scanners is here, in order of preference; for `doctor`, and for the choice of one. */
export function detectScanners(
	environment: ScanEnvironment,
	signal: AbortSignal = new AbortController().signal,
): Promise<Detection[]> {
	return Promise.all(scanners.map(scanner => scanner.detect(environment, signal)));
}

/** The scanner to use: the one named, else the first that is available and makes nothing. `null` when there is none. */
export function chooseScanner(
	detections: readonly Detection[],
	named: ScannerName | null,
): {scanner: Scanner; detection: Detection} | null {
	const fits = (detection: Detection) =>
		named === null ? detection.available && detection.name !== 'trivy-container' : detection.name === named;
	const detection = detections.find(fits);
	const scanner = scanners.find(({name}) => name === detection?.name);
	return detection === undefined || scanner === undefined ? null : {scanner, detection};
}
