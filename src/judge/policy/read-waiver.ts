import type {Node} from 'yaml';
import {complain, fieldsOf, placeOf, sanitise, scalarOf, textOf, type YamlField, type YamlSource} from '../../base/index.js';
import type {Waiver} from './policy.js';

const keys = ['rule', 'target', 'reason', 'owner', 'expires'] as const;
const targetKeys = ['name', 'service', 'image'] as const;

/** One entry of `waivers`. A reason is not a formality: a waiver without one is an error. */
export function readWaiver(
	source: YamlSource,
	node: Node | null,
	knownRule: (source: YamlSource, field: YamlField) => string | null,
): Waiver | null {
	const fields = fieldsOf(source, node, 'a waiver', keys);
	if (fields === null) return null;
	if (fields.rule === undefined || fields.reason === undefined) {
		const missing = (['rule', 'reason'] as const).filter(key => fields[key] === undefined);
		return complain(source, node, `a waiver needs ${missing.map(key => `"${key}"`).join(' and ')}`);
	}
	const rule = knownRule(source, fields.rule);
	const reason = textOf(source, fields.reason.value, '"reason"');
	const owner = fields.owner === undefined ? null : textOf(source, fields.owner.value, '"owner"');
	const expires = fields.expires === undefined ? null : readDate(source, fields.expires.value);
	const target = fields.target === undefined ? {} : readTarget(source, fields.target.value);
	if (rule === null || reason === null || target === null) return null;
	return {rule, target, reason, owner, expires, line: placeOf(source, node).line};
}

export function readTarget(source: YamlSource, node: Node | null): Waiver['target'] | null {
	const before = source.problems.length;
	const fields = fieldsOf(source, node, '"target"', targetKeys);
	if (fields === null) return null;
	const given = targetKeys.flatMap(key => {
		const field = fields[key];
		const pattern = field === undefined ? null : textOf(source, field.value, `"${key}"`);
		return pattern === null ? [] : [[key, pattern] as const];
	});
	if (source.problems.length > before) return null;
	if (given.length === 0)
		return complain(source, node, `"target" needs one of ${targetKeys.join(', ')}; omit it to cover every target`);
	return Object.fromEntries(given);
}

/** `YYYY-MM-DD`, a day that exists. */
export function readDate(source: YamlSource, node: Node | null): string | null {
	const value = scalarOf(source, node);
	const given = typeof value === 'string' ? value : '';
	if (isDate(given)) return given;
	return complain(source, node, `"expires" must be a date like 2027-01-31${given === '' ? '' : `: "${sanitise(given)}" is not`}`);
}

/** True for a calendar day written `YYYY-MM-DD`. */
function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
