import {type SafeText, sanitise, trusted} from '../../base/index.js';
import {type ScanSeverity, scanSeverities, type Tally, tally, type Vulnerability} from '../report.js';

const letters: Readonly<Record<ScanSeverity, string>> = {critical: 'C', high: 'H', medium: 'M', low: 'L', unknown: '?'};

/** `C2 H5 M1`; `-` for none. */
export function tallyText(rows: Iterable<Pick<Vulnerability, 'severity'>>): SafeText {
	return tallyOf(tally(rows));
}

/** The same for counts. */
export function tallyOf(sum: Tally): SafeText {
	const counts = scanSeverities.filter(severity => sum[severity] > 0).map(severity => `${letters[severity]}${sum[severity]}`);
	return counts.length === 0 ? trusted('-') : sanitise(counts.join(' '));
}

/** The worst two of them, for a column of eight characters. */
export const shortTally = (sum: Tally): SafeText => sanitise(tallyOf(sum).split(' ').slice(0, 2).join(' '));
