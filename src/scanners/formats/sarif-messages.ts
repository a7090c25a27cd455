import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {at, list, rawText, text} from './json.js';
import type {Finding} from './sarif-run.js';

/** What a tool puts into a sentence because the standard has no field for it. */
export type ParsedMessage = {
	readonly name: SafeText;
	readonly version: SafeText | null;
	readonly type: SafeText | null;
	readonly aliases: readonly SafeText[];
	readonly fixedIn: readonly SafeText[];
	readonly severity: SafeText | null;
};

const nothing = {type: null, aliases: [], fixedIn: [], severity: null};

/** Parses the sentences of Grype, OSV-Scanner, Clair's action and Snyk; `null` for others. */
export const parseMessage = (finding: Finding): ParsedMessage | null =>
	ofGrype(finding) ?? ofOsvScanner(finding) ?? ofClair(finding) ?? ofSnyk(finding);

function ofGrype({message}: Finding): ParsedMessage | null {
	const [, type, name, version] = /vulnerability in (\S+) package: (.+?), version (\S+) was found/.exec(message) ?? [];
	return name === undefined ? null : {...nothing, name: sanitise(name), version: text(version), type: text(type)};
}

/** `Package 'a@1' is vulnerable to 'CVE-…' (also known as 'GHSA-…').`; fixed versions are in the last table of the rule's help. */
function ofOsvScanner({message, rule}: Finding): ParsedMessage | null {
	const [, name, version, rest = ''] = /^Package '(.+)@([^'@]*)' is vulnerable to (.*)$/.exec(message) ?? [];
	if (name === undefined) return null;
	const quoted = [...rest.matchAll(/'([^']+)'/g)].flatMap(([, id]) => text(id) ?? []);
	const [, table = ''] = rawText(at(rule, 'help', 'text')).split('| Fixed Version |');
	const fixes = [...table.matchAll(/^\|[^|\n]+\|([^|\n]+)\|([^|\n]+)\|$/gm)];
	const fixedIn = fixes.flatMap(([, of, fixed]) =>
		of?.trim() === name && /\d/.test(fixed ?? '') ? (text(fixed?.trim()) ?? []) : [],
	);
	return {...nothing, name: sanitise(name), version: text(version), aliases: quoted, fixedIn};
}

/** `[openssl - 1.1.1k - High] …` */
function ofClair({message}: Finding): ParsedMessage | null {
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
function ofSnyk({rule, result, tool}: Finding): ParsedMessage | null {
	if (!/^snyk/i.test(tool)) return null;
	const [, ids = '', name, version] =
		/^(?:\(([^)]*)\) )?(\S+)@([^@\s]+)$/.exec(rawText(at(rule, 'fullDescription', 'text'))) ?? [];
	if (name === undefined) return null;
	const fixedIn = list(at(result, 'fixes')).flatMap(fix => {
		const [, upgraded] = /^Upgrade to \S+@([^@\s]+)$/.exec(rawText(at(fix, 'description', 'text'))) ?? [];
		return text(upgraded) ?? [];
	});
	const [, severity] = /^(\w+) severity\b/.exec(rawText(at(rule, 'shortDescription', 'text'))) ?? [];
	return {
		...nothing,
		name: sanitise(name),
		version: text(version),
		aliases: ids.split(/,\s*/).flatMap(id => text(id) ?? []),
		fixedIn,
		severity: text(severity),
	};
}
