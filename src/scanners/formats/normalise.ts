import {type SafeText, trusted} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {CvssScore, Fix, ScanSeverity, Vulnerability, VulnerablePackage} from '../report.js';
import {scoreOfVector} from './cvss.js';
import {text} from './json.js';

const words: Readonly<Record<string, ScanSeverity>> = {
	critical: 'critical',
	important: 'high',
	high: 'high',
	error: 'high',
	moderate: 'medium',
	medium: 'medium',
	warning: 'medium',
	low: 'low',
	minor: 'low',
	negligible: 'low',
	defcon1: 'critical',
	unimportant: 'low',
	minimal: 'low',
	note: 'low',
	info: 'low',
	informational: 'low',
};

/** A scanner's severity converted to ours. Red Hat says "important", Debian "unimportant", Clair "Negligible". */
export function severityOf(word: unknown): ScanSeverity {
	return typeof word === 'string' ? (words[word.trim().toLowerCase()] ?? 'unknown') : 'unknown';
}

/** CVSS v3 qualitative scale (specification, section 5). */
export function severityOfScore(score: number | null): ScanSeverity {
	if (score === null || score < 0 || score > 10) return 'unknown';
	if (score >= 9) return 'critical';
	if (score >= 7) return 'high';
	if (score >= 4) return 'medium';
	return score > 0 ? 'low' : 'unknown';
}

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
export function fixOf(versions: readonly SafeText[], otherwise: Fix['state'] = 'unknown'): Fix {
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

const CVE = /^CVE-\d{4}-\d{4,}$/i;
export const isCve = (id: string): boolean => CVE.test(id);

/**
 * Databases of vulnerabilities by the prefix of their ids. Snyk's `SNYK-CC-` are checks of configurations.
 * @source ossf.github.io/osv-schema (database prefixes), and the advisories of vendors
 */
const advisories =
	/^(CVE|GHSA|GMS|SNYK(?!-CC)|DSA|DLA|DTSA|USN|LSN|RH[SBE]A|CESA|ALAS\d*|ELSA|ALSA|RLSA|RXSA|GLSA|MGASA|ASA|AVG|SUSE|openSUSE|ALPINE|CGA|MINI|(DEBIAN|UBUNTU)-CVE|GO|PYSEC|RUSTSEC|OSV|MAL|HSEC|RSEC|BIT|PSF|CURL|TEMP|BDSA|XRAY|PRISMA|SONATYPE|VULNDB|NSWG-ECO|JVNDB|CNVD|CNNVD|EUVD)-\d*[0-9A-Za-z]/i;

/** `CVE-2024-1`, `GHSA-…`, `SNYK-JS-…`: the id of a vulnerability, not of a rule. */
export const isAdvisory = (id: string): boolean => advisories.test(id);

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

/** For a row without a package name: something is vulnerable all the same. */
export const unnamed: SafeText = trusted('(not named)');

/** A usable link: `javascript:` and the like are not. */
export const link = (url: SafeText | null | undefined): SafeText | null => (url && /^https?:\/\//i.test(url) ? url : null);

type Given = Pick<Vulnerability, 'id' | 'severity'> & {
	readonly package: Partial<VulnerablePackage> & Pick<VulnerablePackage, 'name'>;
} & Partial<Omit<Vulnerability, 'id' | 'severity' | 'package'>>;

/**
 * A complete row from the fields that a format has: the others are `null`, `unknown` or empty. Without a severity from the scanner, the worst of
 * its vectors decides.
 */
export function vulnerability(given: Given, source: SafeText): Vulnerability {
	const scores = given.severity === 'unknown' ? present((given.cvss ?? []).map(({score}) => score)) : [];
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
		...(scores.length === 0 ? {} : {severity: severityOfScore(scores.reduce((most, one) => Math.max(most, one), 0))}),
		package: {version: null, type: null, purl: null, path: null, ...given.package},
	};
}
