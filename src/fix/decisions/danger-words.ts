import {type SafeText, sanitise} from '../../base/index.js';
import type {Danger} from '../../judge/index.js';

/** With what keeps it from being as bad as elsewhere. */
export const whyDanger = ({mitigations}: Danger, why: string): SafeText => sanitise([why, ...mitigations].join('; '));
