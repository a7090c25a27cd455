import {type SafeText, sanitise} from '../../base/index.js';
import type {AvailableFix} from '../report.js';
import {at, date, list, number, rawText, text} from './json.js';
import {fixOf} from './normalise.js';
import {packageType} from './package-type.js';
import type {SarifFinding} from './sarif-run.js';
import {fixOfStatus, withoutUse} from './twistcli-report.js';

/** What a tool puts into a sentence because the standard has no field for it. */
export type ParsedMessage = {
	readonly name: SafeText;
	readonly version: SafeText | null;
	readonly type: SafeText | null;
	readonly aliases: readonly SafeText[];
	readonly fix: AvailableFix | null;
	readonly severity: SafeText | null;
	/** CVSS, 0 to 10. */
	readonly score: number | null;
	readonly publishedAt: SafeText | null;
};

const nothing = {type: null, aliases: [], fix: null, severity: null, score: null, publishedAt: null};

/** Parses the sentences of Grype, OSV-Scanner, Clair's action, Prisma's action and Snyk; `null` for others. */
export const parseMessage = (finding: SarifFinding): ParsedMessage | null =>
	ofGrype(finding) ?? ofOsvScanner(finding) ?? ofClair(finding) ?? ofPrisma(finding) ?? ofSnyk(finding);

function ofGrype({message}: SarifFinding): ParsedMessage | null {
	// Limited parts: the sentence may be anywhere in a message of any length.
	const [, type, name, version] =
		/vulnerability in (\S{1,100}) package: (.{1,500}?), version (\S{1,200}) was found/.exec(message) ?? [];
	return name === undefined ? null : {...nothing, name: sanitise(name), version: text(version), type: text(type)};
}

/** `Package 'a@1' is vulnerable to 'CVE-…' (also known as 'GHSA-…').`; fixed versions are in the last table of the rule's help. */
function ofOsvScanner({message, rule}: SarifFinding): ParsedMessage | null {
	const [, name, version, rest = ''] = /^Package '(.+)@([^'@]*)' is vulnerable to (.*)$/.exec(message) ?? [];
	if (name === undefined) return null;
	const quoted = [...rest.matchAll(/'([^']+)'/g)].flatMap(([, id]) => text(id) ?? []);
	const [, table = ''] = rawText(at(rule, 'help', 'text')).split('| Fixed Version |');
	const fixes = [...table.matchAll(/^\|[^|\n]+\|([^|\n]+)\|([^|\n]+)\|$/gm)];
	const fixedIn = fixes.flatMap(([, of, fixed]) =>
		of?.trim() === name && /\d/.test(fixed ?? '') ? (text(fixed?.trim()) ?? []) : [],
	);
	return {...nothing, name: sanitise(name), version: text(version), aliases: quoted, fix: fixOf(fixedIn)};
}

/** `[openssl - 1.1.1k - High] …` */
function ofClair({message}: SarifFinding): ParsedMessage | null {
	const words = /^\[(.+) - (\S+) - (Critical|Defcon1|High|Medium|Low|Negligible|Unknown)\]/.exec(message);
	if (words === null) return null;
	const [, name = '', version, severity] = words;
	const cves = [...new Set(message.match(/CVE-\d{4}-\d{4,}/g))];
	return {...nothing, name: sanitise(name), version: text(version), severity: text(severity), aliases: cves.map(sanitise)};
}

/**
 * The rule has `(CVE-…) openssl/libssl3@3.0.1`, its summary begins with `High severity`, and a fix reads `Upgrade to
 * openssl/libssl3@3.0.2`.
 */
function ofSnyk({rule, result, tool}: SarifFinding): ParsedMessage | null {
	if (!/^snyk/i.test(tool)) return null;
	const [, ids = '', name, version] =
		/^(?:\(([^)]*)\) )?(\S+)@([^@\s]+)$/.exec(rawText(at(rule, 'fullDescription', 'text'))) ?? [];
	if (name === undefined) return null;
	const fixedIn = list(at(result, 'fixes')).flatMap(fix => {
		const [, upgraded] = /^Upgrade to \S+@([^@\s]+)$/.exec(rawText(at(fix, 'description', 'text'))) ?? [];
		return text(upgraded) ?? [];
	});
	const [, severity] = /^(\w+) severity\b/.exec(rawText(at(rule, 'shortDescription', 'text'))) ?? [];
	// Packages of a distribution are written as `source/binary`: what is installed is the binary package.
	const type = ecosystemOf(rawText(at(rule, 'id')));
	const isSystem = type !== null && ['deb', 'rpm', 'apk'].includes(type);
	return {
		...nothing,
		name: sanitise((isSystem ? name.split('/').at(-1) : null) ?? name),
		version: text(version),
		type,
		aliases: ids.split(/,\s*/).flatMap(id => text(id) ?? []),
		fix: fixOf(fixedIn),
		severity: text(severity),
	};
}

const distributions = /^(DEBIAN|UBUNTU|ALPINE|WOLFI|CHAINGUARD|RHEL|CENTOS|ROCKYLINUX|AMZN|ORACLE|SLES|OPENSUSE)/;

/** `SNYK-JS-…`, `SNYK-DEBIAN13-…`: the second part names the ecosystem. */
function ecosystemOf(id: string): SafeText | null {
	const [, ecosystem] = /^SNYK-([A-Z]+)/.exec(id) ?? [];
	if (ecosystem === undefined) return null;
	return packageType(distributions.exec(ecosystem)?.[1] ?? ecosystem);
}

/**
 * The rule has `High severity CVE-2024-1 found in openssl (used in libssl3) version 3.0.1`, and a table with the score, the status and the
 * dates in its help.
 *
 * @source PaloAltoNetworks/prisma-cloud-scan (a GitHub action)
 */
function ofPrisma({rule, tool}: SarifFinding): ParsedMessage | null {
	if (!/^prisma cloud/i.test(tool)) return null;
	const [, severity, name, version] =
		/^(\w+) severity \S+ found in (.+) version (\S*)$/.exec(rawText(at(rule, 'fullDescription', 'text'))) ?? [];
	if (name === undefined) return null;
	const cells = (
		rawText(at(rule, 'help', 'markdown'))
			.split('\n')
			.at(-1) ?? ''
	)
		.split(' | ')
		.map(cell => cell.replaceAll('|', '').trim());
	return {
		...nothing,
		name: sanitise(withoutUse(name)),
		version: text(version),
		severity: text(severity),
		score: number(cells[2]),
		fix: cells[5] === undefined ? null : fixOfStatus(cells[5]),
		publishedAt: date(cells[6]),
	};
}
