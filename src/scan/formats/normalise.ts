import {type SafeText, sanitise, trusted} from '../../base/index.js';
import {
	type AvailableFix,
	type CvssScore,
	type ScanSeverity,
	scanSeverities,
	type Vulnerability,
	type VulnerablePackage,
} from '../report.js';
import {isCve} from './advisory-id.js';
import {scoreOfVector, severityOfScore} from './cvss.js';
import {rawText, text} from './json.js';

/** Words of scanners: Red Hat says "important", Debian "unimportant", Clair "Negligible". */
const words: Readonly<Record<ScanSeverity, readonly string[]>> = {
	critical: ['critical', 'defcon1'],
	high: ['high', 'important', 'error'],
	medium: ['medium', 'moderate', 'warning'],
	low: ['low', 'minor', 'negligible', 'unimportant', 'minimal', 'note', 'info', 'informational'],
	unknown: [],
};

/** A scanner's severity converted to ours. */
export function severityOf(word: unknown): ScanSeverity {
	const key = rawText(word).trim().toLowerCase();
	return scanSeverities.find(severity => words[severity].includes(key)) ?? 'unknown';
}

/** The two fields of a row for a scanner's severity. */
export const rated = (word: unknown): Pick<Vulnerability, 'severity' | 'severityRaw'> => ({
	severity: severityOf(word),
	severityRaw: text(word),
});

/**
 * `1.2.6, 0.2.4` and `a,b||c`: single versions, in order, without duplicates. Text without a digit is not a version: `not fixed`, `Won't fix`,
 * `None`.
 */
export function versionList(value: unknown): readonly SafeText[] {
	const parts = typeof value === 'string' ? value.split(/,|\|\|/) : Array.isArray(value) ? value : [];
	const seen = new Set<SafeText>();
	for (const part of parts) {
		const one = text(part);
		if (one !== null && /\d/.test(one)) seen.add(one);
	}
	return [...seen];
}

/** The versions that a sentence advises: `Upgrade to 1.2.3`, `Update to version 1.2.3, 2.0.1 or later`, `Upgrade apt from 1.4.8 to 1.4.9`. */
export function versionsInSentence(sentence: string): readonly SafeText[] {
	const [, found] = /\bto (?:version |release )?(v?\d[^\s,;]*(?:, ?v?\d[^\s,;]*)*)/i.exec(sentence) ?? [];
	return versionList((found ?? '').replace(/\.$/, ''));
}

/** @param otherwise  the state when no version has a fix */
export function fixOf(versions: readonly SafeText[], otherwise: AvailableFix['state'] = 'unknown'): AvailableFix {
	return versions.length > 0 ? {state: 'fixed', versions} : {state: otherwise, versions: []};
}

function cvssVersion(vector: string | null): SafeText | null {
	if (vector === null) return null;
	const named = /^CVSS:(\d\.\d)\//.exec(vector);
	if (named?.[1] !== undefined) return sanitise(named[1]);
	return /^\(?AV:[LAN]\/AC:[HML]\/Au:/.test(vector) ? sanitise('2.0') : null;
}

/** `null` when there is neither a usable vector nor a score; a missing score is computed from the vector. */
export function cvss(source: unknown, vector: unknown, score: number | null, version?: unknown): CvssScore | null {
	const safeVector = text(vector);
	if (safeVector === null && score === null) return null;
	return {
		source: text(source),
		version: text(version) ?? cvssVersion(safeVector),
		vector: safeVector,
		score: score ?? (safeVector === null ? null : scoreOfVector(safeVector)),
	};
}

export const present = <T>(values: readonly (T | null | undefined)[]): readonly T[] =>
	values.filter((value): value is T => value !== null && value !== undefined);

/**
 * The CVE is the id if there is exactly one; all other names for the same are aliases. A vendor's advisory for several CVEs keeps
 * its own name, since none of them covers it.
 */
export function identify(own: SafeText, others: readonly (SafeText | null)[]): {id: SafeText; aliases: readonly SafeText[]} {
	const all = [...new Set([own, ...present(others)])];
	const cves = all.filter(isCve);
	const id = isCve(own) ? own : cves.length === 1 ? (cves[0] ?? own) : own;
	return {id, aliases: all.filter(one => one !== id)};
}

/** `null` for the files of an operating system's package database: they contain all packages, so they are not the location of one. */
export function packagePath(path: SafeText | null): SafeText | null {
	return path === null || /(^|\/)(var\/lib\/(dpkg|rpm)|(usr\/)?lib\/(apk\/db|sysimage\/rpm)|usr\/share\/rpm)\/|^pkgdb$/.test(path)
		? null
		: path;
}

/** For a row without an id, or without a package name: something is vulnerable all the same. */
export const unnamed: SafeText = trusted('(not named)');

/** A usable link: `javascript:` and the like are not. */
export const link = (url: SafeText | null | undefined): SafeText | null => (url && /^https?:\/\//i.test(url) ? url : null);

/** The vulnerabilities that entries of a report are about; lazy, so that a large report can be read in slices. */
export function* vulnerabilitiesOf<Entry>(
	entries: Iterable<Entry>,
	read: (entry: Entry) => Vulnerability | null,
): Generator<Vulnerability> {
	for (const entry of entries) {
		const one = read(entry);
		if (one !== null) yield one;
	}
}

type Given = Pick<Vulnerability, 'id' | 'severity'> & {
	readonly package: Partial<VulnerablePackage> & Pick<VulnerablePackage, 'name'>;
} & Partial<Omit<Vulnerability, 'id' | 'severity' | 'package'>>;

/** Ids of packages that are malware, which have no score: installing one is the compromise. @source github.com/ossf/malicious-packages */
const isMalware = ({id, aliases = []}: Pick<Given, 'id' | 'aliases'>): boolean =>
	[id, ...aliases].some(name => /^MAL-\d{4}-\d/.test(name));

/**
 * A complete row from the fields that a format has: the others are `null`, `unknown` or empty. Without a severity from the scanner, the worst of
 * its vectors decides.
 */
export function vulnerability(given: Given, source: SafeText): Vulnerability {
	const scores = given.severity === 'unknown' ? present((given.cvss ?? []).map(({score}) => score)) : [];
	const severity = scores.length > 0 ? severityOfScore(Math.max(...scores)) : given.severity;
	return {
		aliases: [],
		title: null,
		description: null,
		layer: null,
		severityRaw: null,
		cvss: [],
		fix: {state: 'unknown', versions: []},
		epss: null,
		kev: null,
		loaded: 'unknown',
		loadedReason: null,
		exposed: null,
		status: null,
		publishedAt: null,
		sources: [source],
		disagreements: [],
		...given,
		url: link(given.url),
		severity: severity === 'unknown' && isMalware(given) ? 'critical' : severity,
		package: {version: null, type: null, purl: null, path: null, ...given.package},
	};
}
