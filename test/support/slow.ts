import {it} from 'vitest';

/** Whether the proofs that take long run too: more cases of what `npm test` shows with one. `npm run test:full` sets it. */
const slowToo = process.env['DOCKSCOPE_TEST_SLOW'] === '1';

/** All of them in `npm run test:full`; the first and every nth after it in `npm test`. */
export const sample = <T>(all: readonly T[], nth: number): readonly T[] => all.filter((_, index) => slowToo || index % nth === 0);

/** A test of `npm run test:full` that needs what the tests beside it set up. */
export function itSlow(name: string, test: () => Promise<void>, timeoutMs?: number): void {
	if (slowToo) it(name, test, timeoutMs);
}
