import {isoTime, parseTime, type SafeText, trusted} from '../../base/index.js';
import {at, list, rawText, text} from '../formats/json.js';
import type {Vulnerability} from '../report.js';
import {byId, matchesPath, names, type Suppression, samePackage} from './suppression-rule.js';

const expired = (date: string, now: Date) => date !== '' && parseTime(date) <= now.getTime();

/** `.trivyignore`: one id per line, `#` comments, an optional `exp:2026-01-01`. @source trivy.dev/docs, filtering */
export function trivyIgnore(content: string, from: SafeText, now: Date): Suppression {
	const ids = new Set<string>();
	for (const line of content.split('\n')) {
		const [id = '', ...rest] = (line.split('#')[0] ?? '').trim().split(/\s+/);
		const until = rest.find(word => word.startsWith('exp:'))?.slice('exp:'.length) ?? '';
		if (id !== '' && !expired(until, now)) ids.add(id);
	}
	return {from, why: row => ([...names(row)].some(name => ids.has(name)) ? trusted('ignored') : null)};
}

/** `.trivyignore.yaml`: `vulnerabilities: [{id, paths, purls, expired_at, statement}]`. */
export function trivyIgnoreYaml(document: unknown, from: SafeText, now: Date): Suppression {
	const rules = list(at(document, 'vulnerabilities')).filter(rule => !expired(dateText(at(rule, 'expired_at')), now));
	const about = byId(rules, rule => [rawText(at(rule, 'id'))]);
	return {
		from,
		why: row => {
			const rule = about(row).find(one => inPaths(one, row) && ofPurls(one, row));
			return rule === undefined ? null : (text(at(rule, 'statement')) ?? trusted('ignored'));
		},
	};
}

const dateText = (value: unknown) => (value instanceof Date ? (isoTime(value.getTime()) ?? '') : rawText(value));

function inPaths(rule: unknown, row: Vulnerability): boolean {
	const paths = list(at(rule, 'paths')).map(rawText);
	return paths.length === 0 || paths.some(path => matchesPath(path, row.package.path ?? ''));
}

function ofPurls(rule: unknown, row: Vulnerability): boolean {
	const purls = list(at(rule, 'purls')).map(rawText);
	return purls.length === 0 || purls.some(purl => samePackage(purl, row.package.purl));
}
