import type {Schema, TypeOf} from './schema.js';
import {type BlindSpot, isRecord} from './value.js';

/** Levels. The answers of an engine have some ten; what walks one deeper than a stack holds ends the program. */
const MAX_DEPTH = 50;

/**
 * The readable part of an answer. `unreadable` lists what was dropped: by field (`HostConfig.Binds`, or `Mounts` at the top level) the first
 * thing that is wrong with it (`HostConfig.Binds[0] is a number, not text`). If empty it is `null`.
 */
export type ReadAnswer<T> =
	| {readonly value: T; readonly unreadable: Readonly<Record<string, string>> | null}
	| {readonly problem: string};

/**
 * Validates an answer against its schema and drops what differs: a field, an entry of a map, an element of a list of objects. A list of strings is
 * read whole or not at all: without one of its elements `MaskedPaths` or `CapDrop` would seem to request less, and a mount or a port
 * without one of its fields would seem to be another. Fields that are not in the schema are kept. There is a problem only if the answer
 * is of the wrong type altogether, or lacks a `required` field.
 */
export function readAnswer<S extends Schema>(schema: S, value: unknown): ReadAnswer<TypeOf<S>> {
	const difference = differenceFrom(schema, value);
	// Each of its fields has been looked at: this is the one place, with the cut below, where an answer gets its type.
	if (difference === null && !isDeeperThan(MAX_DEPTH, value)) return {value: value as TypeOf<S>, unreadable: null};
	const found = new Map<string, Difference>();
	const note: Note = (steps, problem) => {
		const field = fieldOf(steps);
		if (!found.has(field)) found.set(field, {steps, problem});
	};
	const part = readablePart(schema, value, [], note);
	const [first] = found.values();
	if (part === undefined || first === undefined) return {problem: wordsOf(first ?? {steps: [], problem: 'is missing'})};
	return {
		value: part as TypeOf<S>,
		unreadable: Object.fromEntries([...found].map(([field, one]) => [field, wordsOf(one)])),
	};
}

const tooDeep = `nests more than ${MAX_DEPTH} levels deep`;

type Note = (steps: readonly string[], problem: string) => void;

/** The unit in which facts say what they are made from: a field of a part, or a list of the top level. */
function fieldOf([part = '', field = '']: readonly string[]): string {
	return `${part.replace(/^\./, '')}${field.startsWith('.') ? field : ''}`;
}

/** `undefined` where nothing of it can be read. */
function readablePart(schema: Schema, value: unknown, steps: readonly string[], note: Note): unknown {
	if (differenceFrom(schema, value) === null && !isDeeperThan(MAX_DEPTH - steps.length, value)) return value;
	if (schema.kind === 'object' && isRecord(value)) return readableObject(schema, value, steps, note);
	if (schema.kind === 'list' && schema.item.kind === 'object' && Array.isArray(value))
		return value.filter((item, index) => isWhole(schema.item, item, [...steps, `[${index}]`], note));
	if (schema.kind === 'map' && isRecord(value))
		return cut(value, (name, inner) =>
			inner === null && mayBeNullIn(schema) ? null : readablePart(schema.item, inner, [...steps, `.${name}`], note),
		);
	return isWhole(schema, value, steps, note) ? value : undefined;
}

function isWhole(schema: Schema, value: unknown, steps: readonly string[], note: Note): boolean {
	const difference = differenceFrom(schema, value);
	if (difference !== null) note([...steps, ...difference.steps], difference.problem);
	else if (isDeeperThan(MAX_DEPTH - steps.length, value)) note(steps, tooDeep);
	else return true;
	return false;
}

function readableObject(
	schema: Schema & {readonly kind: 'object'},
	value: Readonly<Record<string, unknown>>,
	steps: readonly string[],
	note: Note,
): unknown {
	const part = cut(value, (name, inner) => {
		const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
		const within = [...steps, `.${name}`];
		if (field !== undefined) return inner === null ? null : readablePart(field, inner, within, note);
		if (!isDeeperThan(MAX_DEPTH - within.length, inner)) return inner;
		note(within, tooDeep);
		return undefined;
	});
	const missing = Object.entries(schema.fields).find(([name, field]) => field.required === true && part[name] == null);
	if (missing === undefined) return part;
	const [name] = missing;
	if (value[name] == null) note([...steps, `.${name}`], 'is missing');
	return undefined;
}

/** A copy with what `keep` gives for each entry; order stays, and `__proto__` is a name like any other. */
const cut = (
	value: Readonly<Record<string, unknown>>,
	keep: (name: string, inner: unknown) => unknown,
): Readonly<Record<string, unknown>> =>
	Object.fromEntries(
		Object.entries(value).flatMap(([name, inner]) => {
			const kept = keep(name, inner);
			return kept === undefined ? [] : [[name, kept] as const];
		}),
	);

/** What is wrong with a part of an answer, and the steps that lead to it: `.HostConfig`, `.Binds`, `[0]`. */
export type Difference = {readonly steps: readonly string[]; readonly problem: string};

type Check = (value: unknown) => Difference | null;

const checks = new WeakMap<Schema, Check>();

/**
 * The first difference between a value and its schema, or `null`. Schemas are compiled once: a fleet of 500 has forty
 * thousand fields.
 */
function differenceFrom(schema: Schema, value: unknown): Difference | null {
	let check = checks.get(schema);
	if (check === undefined) {
		check = checkOf(schema);
		checks.set(schema, check);
	}
	return check(value);
}

/** `HostConfig.Binds[0] is a number, not text` */
const wordsOf = ({steps, problem}: Difference): string => `${steps.join('').replace(/^\./, '') || 'it'} ${problem}`;

/** Whether a value has levels below that many. */
function isDeeperThan(levels: number, value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels <= 0) return true;
	if (Array.isArray(value)) return value.some(inner => isDeeperThan(levels - 1, inner));
	for (const name in value) if (isDeeperThan(levels - 1, Reflect.get(value, name))) return true;
	return false;
}

const below = (step: string, {steps, problem}: Difference): Difference => ({steps: [step, ...steps], problem});

function checkOf(schema: Schema): Check {
	switch (schema.kind) {
		case 'anything':
			return () => null;
		case 'text':
			return value => (typeof value === 'string' ? null : wrong(value, 'text'));
		case 'number':
			return value => (Number.isFinite(value) ? null : wrong(value, 'a finite number'));
		case 'flag':
			return value => (typeof value === 'boolean' ? null : wrong(value, 'true or false'));
		case 'either': {
			const any = schema.any.map(checkOf);
			return value => (any.some(check => check(value) === null) ? null : wrong(value, 'what it may be'));
		}
		case 'list':
			return checkList(checkOf(schema.item));
		case 'map':
			return checkMap(checkOf(schema.item), mayBeNullIn(schema));
		case 'object':
			return checkFields(
				Object.entries(schema.fields).map(([name, field]) => ({
					name,
					step: `.${name}`,
					check: checkOf(field),
					isRequired: field.required === true,
				})),
			);
	}
}

/** Go writes an empty list or struct as null, and never a text. */
const mayBeNullIn = ({item}: Schema & {readonly kind: 'map' | 'list'}): boolean =>
	item.kind === 'list' || item.kind === 'map' || item.kind === 'object';

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

type Field = {readonly name: string; readonly step: string; readonly check: Check; readonly isRequired: boolean};

function checkFields(fields: readonly Field[]): Check {
	return value => {
		if (!isRecord(value)) return wrong(value, 'an object');
		for (const {name, step, check, isRequired} of fields) {
			const inner = value[name];
			if (inner === undefined || inner === null) {
				if (isRequired) return {steps: [step], problem: 'is missing'};
				continue;
			}
			const found = check(inner);
			if (found !== null) return below(step, found);
		}
		return null;
	};
}

function wrong(value: unknown, expected: string): Difference {
	const kind =
		value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
	return {steps: [], problem: `is ${kind}, not ${expected}`};
}

/** A row of a list of an engine; `UnreadableFields` where some of it was malformed. */
export type Row = {
	readonly Name?: string;
	readonly Id?: string;
	readonly UnreadableFields?: Readonly<Record<string, string>> | null;
};

/** A malformed row is dropped whole: nothing is known about a network whose options cannot be read. */
export const isReadableRow = (row: Row | null): boolean => row !== null && row.UnreadableFields == null;

/**
 * The dropped rows, each by its name. One without a name could be any: it counts for the whole list.
 *
 * @param source  of the list, `engine:/networks`
 */
export const unreadableRows = (source: string, rows: readonly (Row | null)[]): readonly BlindSpot[] =>
	rows.flatMap(row => {
		const {Name, Id, UnreadableFields: unreadable} = row ?? {};
		const name = Name ?? Id;
		const [problem] = Object.values(unreadable ?? {});
		if (problem === undefined) return [];
		return [
			{
				source: name === undefined ? source : `${source}/${name}`,
				reason: `the row ${name === undefined ? 'without a name' : `"${name}"`} is malformed: ${problem}`,
			},
		];
	});
