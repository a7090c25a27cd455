import {expect, it} from 'vitest';
import {tryMutations} from '../judge/fleet/mutation-trial.js';

it.each([1, 2, 3])('a field of another type costs the container that has it, and nothing else (seed %i)', async seed => {
	const {wrong, spoilt, mutations} = await tryMutations(500, seed);
	expect(wrong).toEqual([]);
	expect(spoilt).toBeGreaterThan(mutations / 4);
});
