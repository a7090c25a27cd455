import {expect, it} from 'vitest';
import {tryMutations} from './mutation-trial.js';

/* A few, the same in each run; test/full/mutations.test.ts tries thousands. */

it('a field of another type costs the rules that read it, and no other container', async () => {
	const {wrong, spoilt, refused, mutations} = await tryMutations(100, 20_261_128);
	expect(wrong).toEqual([]);
	// Else nothing would have been tried.
	expect(spoilt).toBeGreaterThan(mutations / 4);
	expect(refused).toBeLessThan(mutations / 10);
});
