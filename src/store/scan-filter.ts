import {byScanSeverity, type ScanSeverity, type Vulnerability} from '../scanners/report.js';

/** Which vulnerabilities the page shows. */
export type ScanFilter = {
	/** The mildest severity that is shown. */
	readonly threshold: ScanSeverity;
	readonly fixable: boolean;
	readonly loaded: boolean;
	readonly text: string;
};

export const allVulnerabilities: ScanFilter = {threshold: 'unknown', fixable: false, loaded: false, text: ''};

/** In steps of `+` and `-`: everything first, the worst alone last. */
export const thresholds = ['unknown', 'low', 'medium', 'high', 'critical'] as const satisfies readonly ScanSeverity[];

/** The rows that are asked for; the same array when that is all of them. */
export function filtered(rows: readonly Vulnerability[], filter: ScanFilter): readonly Vulnerability[] {
	const {threshold, fixable, loaded} = filter;
	const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
	if (threshold === 'unknown' && !fixable && !loaded && words.length === 0) return rows;
	return rows.filter(
		row =>
			byScanSeverity(row.severity, threshold) <= 0 &&
			(!fixable || row.fix.state === 'fixed') &&
			(!loaded || row.loaded === 'loaded') &&
			words.every(word => holds(row, word)),
	);
}

/** A word is looked for in what names the row; `!` inverts it. */
function holds(row: Vulnerability, word: string): boolean {
	if (word.startsWith('!') && word.length > 1) return !holds(row, word.slice(1));
	const {
		id,
		aliases,
		severity,
		package: {name, type, path},
	} = row;
	return [id, ...aliases, severity, name, type, path, row.title].some(text => text?.toLowerCase().includes(word));
}

/** What the filter leaves out, in words; empty when nothing. */
export function filterWords({threshold, fixable, loaded, text}: ScanFilter): readonly string[] {
	return [
		...(threshold === 'unknown' ? [] : [`from ${threshold} on`]),
		...(fixable ? ['fixable'] : []),
		...(loaded ? ['loaded'] : []),
		...(text === '' ? [] : [`/${text}`]),
	];
}

/** A name for a row that outlives a new scan. */
export const rowKey = ({id, package: {name, version, path}}: Vulnerability): string => [id, name, version, path].join('|');
