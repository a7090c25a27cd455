import type {Known} from '../answers/index.js';

/**
 * What a path of a policy's condition may lead to. A list stands for each of its elements; one whose elements have names can be picked from
 * by name. `null`: part of a fact that conditions may not name.
 */
export type Leaf = 'text' | 'number' | 'boolean';
export type Shape = Leaf | {readonly list: Shape} | {readonly fields: Readonly<Record<string, Shape | null>>};

type KeyOf<T> = T extends unknown ? keyof T : never;
type At<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;

/** The shape that a fact of this type has. `Known` is looked through: an unknown value makes the condition unknown. */
export type ShapeOf<T> = [Exclude<T, null | undefined>] extends [infer V]
	? [V] extends [boolean]
		? 'boolean'
		: [V] extends [number]
			? 'number'
			: [V] extends [string]
				? 'text'
				: [V] extends [Known<infer Inner>]
					? ShapeOf<Inner>
					: [V] extends [ReadonlySet<infer Item>]
						? {readonly list: ShapeOf<Item>}
						: [V] extends [readonly (infer Item)[]]
							? {readonly list: ShapeOf<Item>}
							: {readonly fields: {readonly [K in KeyOf<V> & string]: ShapeOf<At<V, K>> | null}}
	: never;

/** The same with `null` allowed for each part. */
export type Loose<S> = S extends null
	? unknown
	: S extends {readonly list: infer Item}
		? {readonly list: Loose<Item>}
		: S extends {readonly fields: infer F}
			? {readonly fields: {readonly [K in keyof F]: Loose<F[K]> | null}}
			: S;

export const texts = {list: 'text'} as const;
export const numbers = {list: 'number'} as const;
export const fields = <const F extends Readonly<Record<string, Shape | null>>>(of: F) => ({fields: of}) as const;
export const listOf = <const F extends Readonly<Record<string, Shape | null>>>(of: F) => ({list: fields(of)}) as const;
/** Labels, sysctls: a condition picks one by its name. */
export const named = listOf({name: 'text', value: 'text'});
