import {sanitise, trusted} from '../../base/index.js';
import {first} from '../formats/json.js';
import {byScanSeverity, type Disagreement, type ScanReport, type Vulnerability} from '../report.js';

/**
 * Merges what several scanners report about one image into one row per vulnerability. Rows are the same if they share an id or an alias, the
 * package's name and its version. The first report takes precedence for texts; the worst severity decides the position in the list, and
 * differences in severity or fix are kept as disagreements.
 */
export function consensus(reports: readonly ScanReport[]): Vulnerability[] {
	const rows: Vulnerability[] = [];
	const index = new Map<string, Set<number>>();
	for (const report of reports) {
		const before = rows.length;
		for (const row of report.vulnerabilities) {
			const same = matching(row, index, before);
			if (same.length === 0) {
				rows.push(row);
				for (const key of keysOf(row)) index.set(key, (index.get(key) ?? new Set()).add(rows.length - 1));
			}
			for (const position of same) {
				const known = rows[position];
				if (known !== undefined) rows[position] = merge(known, row);
			}
		}
	}
	return rows;
}

/** Rows of earlier reports only: within one report, the same vulnerability at two paths is two rows. */
function matching(row: Vulnerability, index: ReadonlyMap<string, ReadonlySet<number>>, before: number): number[] {
	const found = new Set<number>();
	for (const key of keysOf(row)) for (const position of index.get(key) ?? []) if (position < before) found.add(position);
	return [...found];
}

const keysOf = (row: Vulnerability) =>
	[row.id, ...row.aliases].map(id => `${id.toUpperCase()} ${row.package.name.toLowerCase()} ${row.package.version ?? ''}`);

/** Merges two rows about the same: the texts of the first, and the worst severity. */
export function merge(known: Vulnerability, other: Vulnerability): Vulnerability {
	return {
		...known,
		aliases: [...new Set([...known.aliases, ...other.aliases, other.id])].filter(alias => alias !== known.id),
		title: first(known.title, other.title),
		description: first(known.description, other.description),
		package: {
			...known.package,
			type: first(known.package.type, other.package.type),
			purl: first(known.package.purl, other.package.purl),
			path: first(known.package.path, other.package.path),
		},
		layer: first(known.layer, other.layer),
		severity: byScanSeverity(known.severity, other.severity) <= 0 ? known.severity : other.severity,
		cvss: [
			...known.cvss,
			...other.cvss.filter(({vector, source}) => !known.cvss.some(one => one.vector === vector && one.source === source)),
		],
		fix: known.fix.state === 'fixed' ? known.fix : other.fix.state === 'fixed' ? other.fix : known.fix,
		epss: first(known.epss, other.epss),
		kev: known.kev === true || other.kev === true ? true : first(known.kev, other.kev),
		url: first(known.url, other.url),
		publishedAt: first(known.publishedAt, other.publishedAt),
		sources: [...new Set([...known.sources, ...other.sources])],
		disagreements: disagreements(known, other),
	};
}

const severityWord = (row: Vulnerability) => row.severity;
const fixWord = ({fix}: Vulnerability) => (fix.state === 'fixed' ? [...fix.versions].sort().join(', ') : fix.state);

function disagreements(known: Vulnerability, other: Vulnerability): readonly Disagreement[] {
	const about = (topic: Disagreement['about'], word: (row: Vulnerability) => string): readonly Disagreement[] => {
		const earlier = known.disagreements.find(one => one.about === topic);
		// `unknown` is not an opinion.
		if (word(other) === 'unknown' || (word(known) === 'unknown' && earlier === undefined))
			return earlier === undefined ? [] : [earlier];
		const says = [
			...(earlier?.says ?? known.sources.map(source => ({source, value: sanitise(word(known))}))),
			{source: other.sources[0] ?? trusted('?'), value: sanitise(word(other))},
		];
		return new Set(says.map(({value}) => value)).size > 1 ? [{about: topic, says}] : [];
	};
	return [...about('severity', severityWord), ...about('fix', fixWord)];
}
