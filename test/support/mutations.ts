/** Where a field stands: `['containers', 0, 'inspect', 'HostConfig']`. */
export type Path = readonly (string | number)[];

/** What a field becomes, as JSON: another type, something huge, something that no JavaScript object holds. `null` takes it out. */
export const replacements: ReadonlyMap<string, string | null> = new Map<string, string | null>([
	['null', 'null'],
	['absent', null],
	['a flag', 'true'],
	['0', '0'],
	['-1', '-1'],
	['a fraction', '0.5'],
	['a huge number', '1e300'],
	['infinite', '1e400'],
	['an empty text', '""'],
	['a text', JSON.stringify('x\u001b[2J\n\u202e')],
	['half a character', '"\\ud800"'],
	['a path', '"../../etc"'],
	['another container', '"container:nobody"'],
	['a long text', JSON.stringify('A=$'.repeat(400))],
	['an empty list', '[]'],
	['a list of nothing', '[null]'],
	['a list of lists', '[[[]]]'],
	['a list of 10,000', JSON.stringify(Array.from({length: 10_000}, (_, index) => `n${index}`))],
	['an empty object', '{}'],
	['an object', '{"a": {"b": 1}}'],
	['an object with a prototype', '{"__proto__": {"Privileged": false}, "constructor": 1, "toString": null}'],
	['nested 100 deep', nested(100)],
	['nested 5,000 deep', nested(5_000)],
	['nested 100,000 deep', nested(100_000)],
]);

function nested(levels: number): string {
	return `${'[{"a":'.repeat(levels / 2)}"x"${'}]'.repeat(levels / 2)}`;
}

/** The JSON of a value in which one field is replaced. */
export function mutated(value: unknown, path: Path, by: string | null): string {
	const marker = '@replaced@';
	return JSON.stringify(replaced(value, path, by === null ? undefined : marker)).replace(`"${marker}"`, () => by ?? '');
}

/** All places in a value, those of lists and objects too. */
export function placesIn(value: unknown, at: Path = []): Path[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => {
		const path = [...at, Array.isArray(value) ? Number(key) : key];
		return [path, ...placesIn(inner, path)];
	});
}

function replaced<T>(value: T, path: Path, by: unknown): T {
	const [key, ...rest] = path;
	if (key === undefined) return by as T;
	const copy: Record<string | number, unknown> = Object.assign(Array.isArray(value) ? [] : {}, value);
	if (rest.length === 0 && by === undefined) delete copy[key];
	else copy[key] = replaced(copy[key], rest, by);
	return (Array.isArray(value) ? Object.values(copy) : copy) as T;
}

/** Numbers below 2^32 that look random and are the same in each run: xorshift32. */
export function numbersFrom(seed: number): () => number {
	let state = seed | 1;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return state >>> 0;
	};
}
