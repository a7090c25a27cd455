import fc from 'fast-check';

export type Damage = {readonly at: number; readonly how: unknown};

/** Which fields of an answer, counted in their order, become what. */
export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(
	fc.record({
		at: fc.nat(400),
		how: fc.constantFrom<unknown>(
			undefined,
			null,
			'',
			'x\x1b[2Jy\nz',
			0,
			-1,
			1.5,
			true,
			[],
			[null],
			['a', 3],
			{},
			{a: {}},
			[[]],
			'host',
			'container:x',
		),
	}),
	{minLength: 1, maxLength: 12},
);

/** A copy in which the n-th field of all is replaced. */
export function damage<T>(answer: T, changes: readonly Damage[]): T {
	const wanted = new Map(changes.map(({at, how}) => [at, how]));
	let count = 0;
	const copy = (value: unknown): unknown => {
		if (Array.isArray(value)) return value.map(item => replace(item));
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, replace(field)]));
	};
	const replace = (value: unknown): unknown => {
		const at = count++;
		return wanted.has(at) ? wanted.get(at) : copy(value);
	};
	return copy(answer) as T;
}
