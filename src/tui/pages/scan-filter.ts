import {byScanSeverity, type ScanSeverity, type Vulnerability} from '../../scan/index.js';

/** Which vulnerabilities the page shows. */
export type ScanFilter = {
	/** The lowest severity that is shown. */
	readonly threshold: ScanSeverity;
	readonly fixable: boolean;
	readonly loaded: boolean;
	readonly text: string;
};

export const allVulnerabilities: ScanFilter = {threshold: 'unknown', fixable: false, loaded: false, text: ''};

/** In steps of `+` and `-`: everything first, only the worst last. */
export const thresholds = ['unknown', 'low', 'medium', 'high', 'critical'] as const satisfies readonly ScanSeverity[];

const chosen = new WeakMap<readonly Vulnerability[], {filter: ScanFilter; rows: readonly Vulnerability[]}>();

/** The rows that match; the same array for the same filter, so that a table is not rebuilt needlessly. */
export function filtered(rows: readonly Vulnerability[], filter: ScanFilter): readonly Vulnerability[] {
	if (filterWords(filter).length === 0) return rows;
	const known = chosen.get(rows);
	if (known?.filter === filter) return known.rows;
	const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
	const found = rows.filter(
		row =>
			byScanSeverity(row.severity, filter.threshold) <= 0 &&
			(!filter.fixable || row.fix.state === 'fixed') &&
			(!filter.loaded || row.loaded === 'loaded') &&
			words.every(word => holds(row, word)),
	);
	chosen.set(rows, {filter, rows: found});
	return found;
}

const haystacks = new WeakMap<Vulnerability, string>();

/** What names the row, in lower case; kept, as each key of a filter asks 20,000 rows. */
function haystackOf(row: Vulnerability): string {
	const known = haystacks.get(row);
	if (known !== undefined) return known;
	const {name, type, path} = row.package;
	const text = [row.id, ...row.aliases, row.severity, name, type, path, row.title].join('\n').toLowerCase();
	haystacks.set(row, text);
	return text;
}

/** `!` in front inverts a word. */
function holds(row: Vulnerability, word: string): boolean {
	return word.length > 1 && word.startsWith('!') ? !haystackOf(row).includes(word.slice(1)) : haystackOf(row).includes(word);
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
