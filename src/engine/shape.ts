import {isRecord} from '../answers/is-record.js';

/**
 * What an answer must look like where it matters: a kind, a list of one kind, a map from names to one kind, or named fields. Everything
 * may be absent or `null` but what is `required`; fields that are not named may hold anything.
 */
export type Shape =
	| 'text'
	| 'number'
	| 'flag'
	| {readonly list: Shape}
	| {readonly map: Shape}
	| {readonly fields: {readonly [name: string]: Shape}; readonly required?: readonly string[]}
	| {readonly either: readonly Shape[]};

/** Where `value` differs from `shape`, as a path and what is wrong (`HostConfig.Binds[0] is a number, not text`), or `null`. */
export function difference(value: unknown, shape: Shape): string | null {
	const found = differenceIn(value, shape);
	if (found === null) return null;
	const path = found.path.replace(/^\./, '');
	return `${path === '' ? 'it' : path} ${found.problem}`;
}

/** `path` begins with `.` or `[`; put together on the way back, since of hundreds of fields nearly all are right. */
type Difference = {readonly path: string; readonly problem: string};

const below = (step: string, found: Difference): Difference => ({...found, path: step + found.path});

function differenceIn(value: unknown, shape: Shape): Difference | null {
	if (shape === 'text') return typeof value === 'string' ? null : wrong(value, 'text');
	if (shape === 'number') return typeof value === 'number' ? null : wrong(value, 'a number');
	if (shape === 'flag') return typeof value === 'boolean' ? null : wrong(value, 'true or false');
	if ('either' in shape) {
		return shape.either.some(one => differenceIn(value, one) === null) ? null : wrong(value, 'what it may be');
	}
	if ('list' in shape) {
		if (!Array.isArray(value)) return wrong(value, 'a list');
		for (let index = 0; index < value.length; index++) {
			const found = differenceIn(value[index], shape.list);
			if (found !== null) return below(`[${index}]`, found);
		}
		return null;
	}
	if (!isRecord(value)) return wrong(value, 'an object');
	if ('map' in shape) {
		for (const name in value) {
			const inner = value[name];
			const found = inner === null ? null : differenceIn(inner, shape.map);
			if (found !== null) return below(`.${name}`, found);
		}
		return null;
	}
	for (const name in shape.fields) {
		const inner = value[name];
		const expected = shape.fields[name];
		if (expected === undefined) continue;
		if (inner === undefined || inner === null) {
			if (shape.required?.includes(name) === true) return {path: `.${name}`, problem: 'is missing'};
			continue;
		}
		const found = differenceIn(inner, expected);
		if (found !== null) return below(`.${name}`, found);
	}
	return null;
}

function wrong(value: unknown, expected: string): Difference {
	const kind =
		value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
	return {path: '', problem: `is ${kind}, not ${expected}`};
}
