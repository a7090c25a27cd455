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

/**
 * Tells where a value differs from the shape, as a path and what is wrong (`HostConfig.Binds[0] is a number, not text`), or `null`. The
 * shape is taken apart once: a fleet of 500 has forty thousand fields.
 */
export function differenceFrom(shape: Shape): (value: unknown) => string | null {
	let check: Check | null = null;
	return value => {
		check ??= checkOf(shape);
		const found =
			check(value) ?? (isDeeperThan(deepest, value) ? {path: '', problem: `nests more than ${deepest} levels deep`} : null);
		if (found === null) return null;
		const path = found.path.replace(/^\./, '');
		return `${path === '' ? 'it' : path} ${found.problem}`;
	};
}

/** Those of the fields that the shape names, at every level, that can be read; `undefined` where nothing can. */
export function readablePart(shape: Shape, value: unknown): unknown {
	if (differenceFrom(shape)(value) === null) return value;
	if (typeof shape === 'string' || !isRecord(value)) return undefined;
	const inner = 'fields' in shape ? shape.fields : 'map' in shape ? mapped(shape.map, value) : {};
	const parts = Object.entries(inner).map(([name, part]) => [name, readablePart(part, value[name])] as const);
	return Object.fromEntries(parts.filter(([, part]) => part !== undefined));
}

const mapped = (shape: Shape, value: object): Record<string, Shape> =>
	Object.fromEntries(Object.keys(value).map(name => [name, shape]));

/** Levels. The answers of an engine have some ten; what walks one deeper than a stack holds ends the program. */
const deepest = 50;

function isDeeperThan(levels: number, value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	if (Array.isArray(value)) return value.some(inner => isDeeperThan(levels - 1, inner));
	for (const name in value) if (isDeeperThan(levels - 1, Reflect.get(value, name))) return true;
	return false;
}

/** `path` begins with `.` or `[`; put together on the way back, since of hundreds of fields nearly all are right. */
type Difference = {readonly path: string; readonly problem: string};

type Check = (value: unknown) => Difference | null;

const below = (step: string, found: Difference): Difference => ({...found, path: step + found.path});

function checkOf(shape: Shape): Check {
	if (shape === 'text') return value => (typeof value === 'string' ? null : wrong(value, 'text'));
	// JSON has numbers that none of ours holds: 1e400 is read as infinite.
	if (shape === 'number') return value => (Number.isFinite(value) ? null : wrong(value, 'a finite number'));
	if (shape === 'flag') return value => (typeof value === 'boolean' ? null : wrong(value, 'true or false'));
	if ('either' in shape) return checkEither(shape.either.map(checkOf));
	if ('list' in shape) return checkList(checkOf(shape.list));
	// Go writes an empty list or struct as null, and never a text.
	if ('map' in shape) return checkMap(checkOf(shape.map), typeof shape.map !== 'string');
	const {required = []} = shape;
	return checkFields(
		Object.entries(shape.fields).map(([name, inner]) => ({name, check: checkOf(inner), isRequired: required.includes(name)})),
	);
}

const checkEither =
	(any: readonly Check[]): Check =>
	value =>
		any.some(check => check(value) === null) ? null : wrong(value, 'what it may be');

function checkList(check: Check): Check {
	return value => {
		if (!Array.isArray(value)) return wrong(value, 'a list');
		for (let index = 0; index < value.length; index++) {
			const found = check(value[index]);
			if (found !== null) return below(`[${index}]`, found);
		}
		return null;
	};
}

function checkMap(check: Check, mayBeNull: boolean): Check {
	return value => {
		if (!isRecord(value)) return wrong(value, 'an object');
		for (const name in value) {
			const inner = value[name];
			const found = inner === null && mayBeNull ? null : check(inner);
			if (found !== null) return below(`.${name}`, found);
		}
		return null;
	};
}

type Field = {readonly name: string; readonly check: Check; readonly isRequired: boolean};

function checkFields(fields: readonly Field[]): Check {
	return value => {
		if (!isRecord(value)) return wrong(value, 'an object');
		for (let index = 0; index < fields.length; index++) {
			const field = fields[index];
			if (field === undefined) continue;
			const inner = value[field.name];
			if (inner === undefined || inner === null) {
				if (field.isRequired) return {path: `.${field.name}`, problem: 'is missing'};
				continue;
			}
			const found = field.check(inner);
			if (found !== null) return below(`.${field.name}`, found);
		}
		return null;
	};
}

function wrong(value: unknown, expected: string): Difference {
	const kind =
		value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
	return {path: '', problem: `is ${kind}, not ${expected}`};
}
