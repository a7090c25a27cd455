import {linearPattern, type SafeText, trusted} from '../../base/index.js';
import {at, list, rawText, text} from '../formats/json.js';
import type {Vulnerability} from '../report.js';
import {matchesPath, type Suppression} from './suppression-rule.js';

/** The `ignore:` rules of `.grype.yaml`; a rule with a condition unknown to dockscope suppresses nothing. */
export function grypeIgnore(document: unknown, from: SafeText): Suppression {
	const known = new Set(['vulnerability', 'fix-state', 'package', 'reason', 'include-aliases']);
	const rules = list(at(document, 'ignore')).filter(rule => Object.keys(rule ?? {}).every(key => known.has(key)));
	return {
		from,
		why: row => {
			const rule = rules.find(one => grypeRuleFits(one, row));
			return rule === undefined ? null : (text(at(rule, 'reason')) ?? trusted('ignored'));
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
		(id === '' || id === row.id || row.aliases.some(alias => alias === id)) &&
		(state === '' || state === row.fix.state) &&
		(pkg('name') === '' || matchesName(pkg('name'), row.package.name)) &&
		(pkg('version') === '' || pkg('version') === row.package.version) &&
		(pkg('type') === '' || pkg('type') === row.package.type) &&
		(pkg('location') === '' || matchesPath(pkg('location'), row.package.path ?? ''))
	);
}

/** Grype uses a regular expression for the whole name; one that cannot be matched in bounded time is treated as a plain name. */
const matchesName = (pattern: string, name: string): boolean =>
	pattern === name || linearPattern(pattern, 'whole')?.(name) === true;
