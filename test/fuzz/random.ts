/** Numbers that a seed decides: the same mutation of the same input each time. */
export type Random = {
	/** A whole number from 0 to `below` - 1. */
	below(below: number): number;
	pick<T>(items: readonly T[]): T;
	/** True once in `times`. */
	once(times: number): boolean;
};

/** @source mulberry32, public domain (Tommy Ettinger) */
export function randomOf(seed: number): Random {
	let state = seed | 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (limit: number): number => Math.floor(next() * limit);
	return {
		below,
		pick<T>(items: readonly T[]): T {
			const item = items[below(items.length)];
			if (items.length === 0) throw new Error('nothing to pick from');
			return item as T;
		},
		once: times => below(times) === 0,
	};
}
