/** A parser of foreign input, and what must hold of whatever it is given. */
export type Parser = {
	/** Unique, and fit for a file name. */
	readonly name: string;
	readonly kind: Kind;
	/** Valid inputs, which are mutated. */
	readonly seeds: readonly unknown[];
	/** Words that mean something in this format. */
	readonly tokens: readonly string[];
	/** @returns what the rest of the program is given */
	readonly parse: (input: never) => unknown;
	/** The errors that are documented; anything else that is thrown is a failure. */
	readonly throws: readonly ErrorClass[];
	/** Whether every text of the result, and the message of a documented error, must be safe to show. */
	readonly safe: boolean;
	/** Makes a damaged input plausible again: checksums. */
	readonly repair: (input: Uint8Array) => Uint8Array;
	/** How often `parse` reads the whole input, to compare what was read; each reading has the time of one. */
	readonly readings: number;
};

export type Kind = 'text' | 'bytes' | 'json';
type ErrorClass = abstract new (...given: never[]) => Error;
type Options = Partial<Pick<Parser, 'tokens' | 'throws' | 'safe' | 'repair' | 'readings'>>;

/** A parser of text; `safe` unless said otherwise. */
export const ofText = (
	name: string,
	seeds: readonly string[],
	parse: (input: string) => unknown,
	options: Options = {},
): Parser => parser({name, kind: 'text', seeds, parse}, options);

export const ofBytes = (
	name: string,
	seeds: readonly Uint8Array[],
	parse: (input: Uint8Array) => unknown,
	options: Options = {},
): Parser => parser({name, kind: 'bytes', seeds, parse}, options);

/** A parser of what `JSON.parse` gave. */
export const ofJson = (
	name: string,
	seeds: readonly unknown[],
	parse: (input: unknown) => unknown,
	options: Options = {},
): Parser => parser({name, kind: 'json', seeds, parse}, options);

const parser = (given: Pick<Parser, 'name' | 'kind' | 'seeds' | 'parse'>, options: Options): Parser => ({
	tokens: [],
	throws: [],
	safe: true,
	repair: input => input,
	readings: 1,
	...given,
	...options,
});
