/*
 * Defines the answers of an engine, once. A schema gives the type of the answer (`TypeOf`), its validation and the readable part of a
 * malformed one (`readable-part.ts`), and the missing fields (`missing-fields.ts`).
 */

declare const typed: unique symbol;

/** Carries the type of the values that a schema describes; at run time there is nothing. */
type Typed<T> = {readonly [typed]?: T};

/** What an engine does about a field, besides giving it a type. Without marks it may be absent, for any reason. */
export type Marks = {
	/** Every engine gives it: an answer without it has lost something. */
	readonly always?: true;
	/** Left out when it is empty: its absence is an answer. @source moby api/types/container (`omitempty`) */
	readonly leftOutWhenEmpty?: true;
	/** Podman leaves it out or gives it empty over the Docker API, set or not: test/on-real-engine/podman-unreported.test.ts asks it. */
	readonly neverByPodman?: true;
	/** Without it an answer is of no use, and is refused. */
	readonly required?: true;
};

type Fields = {readonly [name: string]: Schema};

type Form =
	| {readonly kind: 'text' | 'number' | 'flag' | 'anything'}
	| {readonly kind: 'list' | 'map'; readonly item: Schema}
	| {
			readonly kind: 'object';
			readonly fields: Fields;
			readonly isComplete?: (value: Readonly<Record<string, unknown>>) => boolean;
	  }
	| {readonly kind: 'either'; readonly any: readonly Schema[]};

/**
 * What a value must be. Any field may be absent or `null` but what is `required`; fields that are not named may hold anything: engines add
 * some with each version.
 */
export type Schema<T = unknown> = Form & Marks & Typed<T>;

export type TypeOf<S> = S extends Typed<infer T> ? Exclude<T, undefined> : never;

type IsRequired<S> = S extends {readonly required: true} ? true : false;
type Flat<T> = {[Key in keyof T]: T[Key]};
type Optional<F> = {-readonly [Key in keyof F as IsRequired<F[Key]> extends true ? never : Key]?: TypeOf<F[Key]>};
type Required<F> = {-readonly [Key in keyof F as IsRequired<F[Key]> extends true ? Key : never]: TypeOf<F[Key]>};

export const text: {readonly kind: 'text'} & Typed<string> = {kind: 'text'};
/** Finite: JSON has numbers that none of ours holds, 1e400 is read as infinite. */
export const number: {readonly kind: 'number'} & Typed<number> = {kind: 'number'};
export const flag: {readonly kind: 'flag'} & Typed<boolean> = {kind: 'flag'};
export const anything: {readonly kind: 'anything'} & Typed<unknown> = {kind: 'anything'};

/** Go writes an empty one as `null`, and as `null` only the list itself. */
export const list = <S extends Schema>(
	item: S,
): {readonly kind: 'list'; readonly item: S} & Typed<NonNullable<TypeOf<S>>[] | null> => ({kind: 'list', item});

/** From names to values. */
export const map = <S extends Schema>(
	item: S,
): {readonly kind: 'map'; readonly item: S} & Typed<Record<string, TypeOf<S>> | null> => ({kind: 'map', item});

/** @param isComplete  whether an object that has the right types says all that an engine says of such a one */
export const object = <F extends Fields>(
	fields: F,
	isComplete?: (value: Readonly<Record<string, unknown>>) => boolean,
): {readonly kind: 'object'; readonly fields: F} & Typed<Flat<Optional<F> & Required<F>>> => ({
	kind: 'object',
	fields,
	...(isComplete === undefined ? {} : {isComplete}),
});

export const either = <A extends Schema, B extends Schema>(
	a: A,
	b: B,
): {readonly kind: 'either'; readonly any: readonly Schema[]} & Typed<TypeOf<A> | TypeOf<B>> => ({kind: 'either', any: [a, b]});

/** The engine gives `null` where nothing was asked: the type says so. */
export const orNull = <S extends Schema>(schema: S): Schema<TypeOf<S> | null> => schema as Schema<TypeOf<S> | null>;

export const required = <S extends Schema>(schema: S): S & {readonly required: true} => ({...schema, required: true});
export const always = <S extends Schema>(schema: S): S => ({...schema, always: true});
export const leftOutWhenEmpty = <S extends Schema>(schema: S): S => ({...schema, leftOutWhenEmpty: true});
export const neverByPodman = <S extends Schema>(schema: S): S => ({...schema, neverByPodman: true});

export const texts = list(text);
export const labels = map(text);
