/** Milliseconds after which an input is small enough. */
const longest = 20_000;

/** A smaller input for which the same still fails, found by leaving parts out one after the other. */
export async function reduce(input: unknown, fails: (smaller: unknown) => Promise<boolean>): Promise<unknown> {
	const end = Date.now() + longest;
	let smallest = input;
	for (let before: unknown; before !== smallest && Date.now() < end; ) {
		before = smallest;
		for (const smaller of withoutParts(smallest)) {
			if (Date.now() > end) break;
			if (!(await fails(smaller))) continue;
			smallest = smaller;
			break;
		}
	}
	return smallest;
}

/** The same input without a part of it, large parts first. */
function* withoutParts(input: unknown): Generator<unknown> {
	if (typeof input === 'string' || input instanceof Uint8Array) {
		for (let length = Math.ceil(input.length / 2); length > 0; length = length === 1 ? 0 : Math.ceil(length / 4))
			for (let from = 0; from < input.length; from += length)
				yield typeof input === 'string'
					? input.slice(0, from) + input.slice(from + length)
					: Buffer.concat([input.subarray(0, from), input.subarray(from + length)]);
	} else if (Array.isArray(input)) {
		for (let length = Math.ceil(input.length / 2); length > 0; length = length === 1 ? 0 : Math.ceil(length / 4))
			for (let from = 0; from < input.length; from += length) yield [...input.slice(0, from), ...input.slice(from + length)];
		for (const [at, item] of input.entries())
			for (const smaller of withoutParts(item)) yield [...input.slice(0, at), smaller, ...input.slice(at + 1)];
	} else if (typeof input === 'object' && input !== null) {
		const entries = Object.entries(input);
		for (const [name] of entries) yield Object.fromEntries(entries.filter(([other]) => other !== name));
		for (const [name, value] of entries)
			for (const smaller of withoutParts(value))
				yield Object.fromEntries(entries.map(([other, kept]) => [other, other === name ? smaller : kept]));
	}
}
