import {type Difference, deepest, differenceFrom, isDeeperThan, mayBeNullIn, wordsOf} from './check-answer.js';
import {isRecord} from './is-record.js';
import type {Schema, TypeOf} from './schema.js';

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
	if (difference === null && !isDeeperThan(deepest, value)) return {value: value as TypeOf<S>, unreadable: null};
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

const tooDeep = `nests more than ${deepest} levels deep`;

type Note = (steps: readonly string[], problem: string) => void;

/** The unit in which facts say what they are made from: a field of a part, or a list of the top level. */
function fieldOf([part = '', field = '']: readonly string[]): string {
	return `${part.replace(/^\./, '')}${field.startsWith('.') ? field : ''}`;
}

/** `undefined` where nothing of it can be read. */
function readablePart(schema: Schema, value: unknown, steps: readonly string[], note: Note): unknown {
	if (differenceFrom(schema, value) === null && !isDeeperThan(deepest - steps.length, value)) return value;
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
	else if (isDeeperThan(deepest - steps.length, value)) note(steps, tooDeep);
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
		if (!isDeeperThan(deepest - within.length, inner)) return inner;
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
