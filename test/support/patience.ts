import {expect} from 'vitest';

/**
 * Milliseconds that one file may lose to failed waits. A single claim that is broken waits its full time, three times; where many of a file
 * are broken it is for one reason, and each waits less. What fails in one file takes nothing from the others: a slow machine would otherwise
 * fail all that come after. Where everything is broken, `DOCKSCOPE_TEST_MINUTES` ends the run.
 */
const budget = 240_000;
const shortest = 3_000;

/** In a failure's message: `vitest.config.ts` tries no test again whose wait was cut short. */
export const notAgain = 'too much was waited for in vain in this file: not tried again';

/** By the path of the test file. */
const lostIn = new Map<string, number>();
const here = (): string => expect.getState().testPath ?? '';
const left = (): number => (budget - (lostIn.get(here()) ?? 0)) / 2;

/** How long a wait that usually takes `most` milliseconds at worst may take now. */
export const patience = (most: number): number => Math.min(most, Math.max(shortest, left()));

/** Notes a failed wait, and returns what its failure must also say: nothing while the test may be retried. */
export function waitedInVain(milliseconds: number): string {
	lostIn.set(here(), (lostIn.get(here()) ?? 0) + milliseconds);
	return left() <= shortest ? `\n${notAgain}` : '';
}
