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
export function difference(value: unknown, shape: Shape, path = ''): string | null {
	if (shape === 'text') return typeof value === 'string' ? null : wrong(path, value, 'text');
	if (shape === 'number') return typeof value === 'number' ? null : wrong(path, value, 'a number');
	if (shape === 'flag') return typeof value === 'boolean' ? null : wrong(path, value, 'true or false');
	if ('either' in shape) {
		return shape.either.some(one => difference(value, one, path) === null) ? null : wrong(path, value, 'what it may be');
	}
	if ('list' in shape) {
		if (!Array.isArray(value)) return wrong(path, value, 'a list');
		for (let index = 0; index < value.length; index++) {
			const found = difference(value[index], shape.list, `${path}[${index}]`);
			if (found !== null) return found;
		}
		return null;
	}
	if (!isRecord(value)) return wrong(path, value, 'an object');
	if ('map' in shape) {
		for (const name in value) {
			const inner = value[name];
			const found = inner === null ? null : difference(inner, shape.map, `${path}.${name}`);
			if (found !== null) return found;
		}
		return null;
	}
	for (const name in shape.fields) {
		const inner = value[name];
		const expected = shape.fields[name];
		if (expected === undefined) continue;
		if (inner === undefined || inner === null) {
			if (shape.required?.includes(name) === true) return `${path === '' ? name : `${path}.${name}`} is missing`;
			continue;
		}
		const found = difference(inner, expected, path === '' ? name : `${path}.${name}`);
		if (found !== null) return found;
	}
	return null;
}

function wrong(path: string, value: unknown, expected: string): string {
	const kind =
		value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
	return `${path === '' ? 'it' : path} is ${kind}, not ${expected}`;
}
