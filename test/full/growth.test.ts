import {describe, expect, it} from 'vitest';
import {functions} from '../growth/functions.js';
import {superLinear} from '../growth/measure.js';
import {shapes} from '../growth/shapes.js';

/** From 10 KB to 100 KB; from there to 1 MB one shape of four each run of a function, so that all are seen across the functions. */
describe.each([
	{bytes: 10_000, oneOf: 1},
	{bytes: 100_000, oneOf: 4},
])('every function, from $bytes bytes to ten times as many', ({bytes, oneOf}) => {
	it.each(Object.keys(functions).map((name, index) => [name, index] as const))('%s', (name, index) => {
		const run = functions[name] ?? expect.fail();
		const some = shapes.filter((_, shape) => (shape + index) % oneOf === 0);
		expect(some.flatMap(shape => superLinear(run, shape, bytes) ?? [])).toEqual([]);
	});
});
