import {readFile} from 'node:fs/promises';
import {parse as parseYaml, YAMLParseError} from 'yaml';
import {fileTrouble} from '../../terminal/file-trouble.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {at, list, rawText, text} from '../formats/json.js';
import {parsePurl} from '../formats/purl.js';
import type {Vulnerability} from '../report.js';
import {EnrichmentError} from './exploitation.js';

/** Says of a row why it is not to be shown, or `null`. */
export type Suppression = {readonly from: SafeText; readonly why: (row: Vulnerability) => SafeText | null};

const names = (row: Vulnerability) => new Set<string>([row.id, ...row.aliases]);

/** `*` and `?` as in a shell; `**` crosses folders. */
function glob(pattern: string): RegExp {
	const escaped = pattern
		.replace(/[.+^${}()|[\]\\]/g, '\\$&')
		.replace(/\*\*/g, '\0')
		.replace(/\*/g, '[^/]*')
		.replace(/\?/g, '[^/]')
		.replaceAll('\0', '.*');
	return new RegExp(`^${escaped}$`);
}

const expired = (date: string, now: Date) => date !== '' && Date.parse(date) <= now.getTime();

/** `.trivyignore`: an id a line, `#` comments, `exp:2026-01-01` after it. @source trivy.dev/docs, filtering */
export function trivyIgnore(content: string, from: SafeText, now: Date): Suppression {
	const ids = new Set<string>();
	for (const line of content.split('\n')) {
		const [id = '', ...rest] = (line.split('#')[0] ?? '').trim().split(/\s+/);
		const until = rest.find(word => word.startsWith('exp:'))?.slice('exp:'.length) ?? '';
		if (id !== '' && !expired(until, now)) ids.add(id);
	}
	return {from, why: row => ([...names(row)].some(name => ids.has(name)) ? own('ignored') : null)};
}

/** `.trivyignore.yaml`: `vulnerabilities: [{id, paths, purls, expired_at, statement}]`. */
export function trivyIgnoreYaml(document: unknown, from: SafeText, now: Date): Suppression {
	const rules = list(at(document, 'vulnerabilities')).filter(rule => !expired(dateText(at(rule, 'expired_at')), now));
	return {
		from,
		why: row => {
			const rule = rules.find(one => names(row).has(rawText(at(one, 'id'))) && inPaths(one, row) && ofPurls(one, row));
			return rule === undefined ? null : (text(at(rule, 'statement')) ?? own('ignored'));
		},
	};
}

const dateText = (value: unknown) => (value instanceof Date ? value.toISOString() : rawText(value));

function inPaths(rule: unknown, row: Vulnerability): boolean {
	const paths = list(at(rule, 'paths')).map(rawText);
	return paths.length === 0 || paths.some(path => glob(path).test(row.package.path ?? ''));
}

function ofPurls(rule: unknown, row: Vulnerability): boolean {
	const purls = list(at(rule, 'purls')).map(rawText);
	return purls.length === 0 || purls.some(purl => samePackage(purl, row.package.purl));
}

/** Package URLs name the same when type, namespace and name are equal, and the version where one is given. */
export function samePackage(pattern: string, purl: string | null): boolean {
	const wanted = parsePurl(pattern);
	const given = parsePurl(purl);
	if (wanted === null || given === null) return false;
	const sameName =
		wanted.type === given.type &&
		wanted.name === given.name &&
		(wanted.namespace === null || wanted.namespace === given.namespace);
	return sameName && (wanted.version === null || wanted.version === given.version);
}

/** The `ignore:` rules of `.grype.yaml`; a rule with a condition that dockscope does not know hides nothing. */
export function grypeIgnore(document: unknown, from: SafeText): Suppression {
	const known = new Set(['vulnerability', 'fix-state', 'package', 'reason', 'include-aliases']);
	const rules = list(at(document, 'ignore')).filter(rule => Object.keys(rule ?? {}).every(key => known.has(key)));
	return {
		from,
		why: row => {
			const rule = rules.find(one => grypeRuleFits(one, row));
			return rule === undefined ? null : (text(at(rule, 'reason')) ?? own('ignored'));
		},
	};
}

function grypeRuleFits(rule: unknown, row: Vulnerability): boolean {
	const id = rawText(at(rule, 'vulnerability'));
	const state = rawText(at(rule, 'fix-state'));
	const pkg = (key: string) => rawText(at(rule, 'package', key));
	const conditions = [id, state, pkg('name'), pkg('version'), pkg('type'), pkg('location')];
	if (conditions.every(condition => condition === '')) return false;
	return (
		(id === '' || names(row).has(id)) &&
		(state === '' || state === row.fix.state) &&
		(pkg('name') === '' || matchesName(pkg('name'), row.package.name)) &&
		(pkg('version') === '' || pkg('version') === row.package.version) &&
		(pkg('type') === '' || pkg('type') === row.package.type) &&
		(pkg('location') === '' || glob(pkg('location')).test(row.package.path ?? ''))
	);
}

/** Grype takes a regular expression; one that could run for ever is taken as a name instead. */
function matchesName(pattern: string, name: string): boolean {
	if (pattern === name) return true;
	if (!/^[\w@/.*-]{1,200}$/.test(pattern) || (pattern.match(/\.\*/g) ?? []).length > 3) return false;
	return new RegExp(`^${pattern.replace(/(?<!\.)\*/g, '\\*')}$`).test(name);
}

/** OpenVEX: `not_affected` and `fixed` hide a row; other statuses are told by `vexStatus`. @source openvex.dev/spec v0.2.0 */
export function openVex(document: unknown, from: SafeText): Suppression & {status: (row: Vulnerability) => SafeText | null} {
	const statements = list(at(document, 'statements'));
	// A later statement about the same thing replaces an earlier one.
	const find = (row: Vulnerability) => statements.findLast(one => concernsVulnerability(one, row) && concernsProduct(one, row));
	return {
		from,
		why: row => {
			const statement = find(row);
			const status = rawText(at(statement, 'status'));
			if (status !== 'not_affected' && status !== 'fixed') return null;
			const reason = text(at(statement, 'justification')) ?? text(at(statement, 'impact_statement'));
			return sanitise(reason === null ? status : `${status}: ${reason}`);
		},
		status: row => text(at(find(row), 'status')),
	};
}

function concernsVulnerability(statement: unknown, row: Vulnerability): boolean {
	const given = at(statement, 'vulnerability');
	const all =
		typeof given === 'string'
			? [given]
			: [rawText(at(given, 'name')), rawText(at(given, '@id')), ...list(at(given, 'aliases')).map(rawText)];
	return all.some(name => names(row).has(name.replace(/^.*\/(?=[A-Z]+-)/, '')));
}

function concernsProduct(statement: unknown, row: Vulnerability): boolean {
	const ids = list(at(statement, 'products')).flatMap(product => {
		const components = list(at(product, 'subcomponents'));
		return (components.length > 0 ? components : [product]).map(one =>
			typeof one === 'string' ? one : rawText(at(one, '@id')) || rawText(at(one, 'identifiers', 'purl')),
		);
	});
	// A product that is an image (pkg:oci/…) without components speaks of all of it; others name the package.
	return ids.some(id => parsePurl(id)?.type === 'oci' || samePackage(id, row.package.purl));
}

/** Reads an ignore or VEX file by what it is called and what it holds. @throws EnrichmentError */
export async function readSuppression(path: string, now: Date): Promise<Suppression> {
	const from = sanitise(path.split('/').at(-1) ?? path);
	const content = await readFile(path, 'utf8').catch((error: Error) =>
		Promise.reject(new EnrichmentError(`cannot read ${path}: ${fileTrouble(error)}`)),
	);
	if (/\.trivyignore$/.test(path)) return trivyIgnore(content, from, now);
	try {
		const document: unknown = parseYaml(content);
		if (at(document, 'statements') !== undefined) return openVex(document, from);
		if (at(document, 'ignore') !== undefined) return grypeIgnore(document, from);
		if (at(document, 'vulnerabilities') !== undefined) return trivyIgnoreYaml(document, from, now);
	} catch (error) {
		if (!(error instanceof YAMLParseError)) throw error;
		throw new EnrichmentError(`${path}, line ${error.linePos?.[0]?.line ?? 1}: ${error.message.split('\n')[0]}`);
	}
	throw new EnrichmentError(`${path} is neither an ignore file of Trivy or Grype nor an OpenVEX document`);
}

export type Suppressed = {readonly row: Vulnerability; readonly by: SafeText; readonly why: SafeText};

/** Parts rows into those that stay and those that somebody has judged, with who and why. */
export function suppress(
	rows: readonly Vulnerability[],
	by: readonly Suppression[],
): {kept: Vulnerability[]; suppressed: Suppressed[]} {
	const kept: Vulnerability[] = [];
	const suppressed: Suppressed[] = [];
	for (const row of rows) {
		const reason = by.map(({from, why}) => ({from, why: why(row)})).find(({why}) => why !== null);
		if (reason?.why) suppressed.push({row, by: reason.from, why: reason.why});
		else kept.push(row);
	}
	return {kept, suppressed};
}
