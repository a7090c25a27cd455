import {appendFileSync, existsSync, readFileSync} from 'node:fs';

/**
 * Milliseconds that one run of the suite may lose to failed waits, over all its files. A single claim that is broken waits its full
 * time, three times; where many are broken it is for one reason, and each waits less: the run still ends, with its counts, within
 * the time CI gives it.
 */
const budget = 240_000;
const shortest = 3_000;

/** In a failure's message: `vitest.config.ts` tries no test again whose wait was cut short. */
export const notAgain = 'too much was waited for in vain in this run: not tried again';

/** Shared by the worker processes of a run: `scripts/test.mjs` names a file. Without one, each counts for itself. */
const file = process.env['DOCKSCOPE_TEST_PATIENCE'];
let lostHere = 0;

const lost = (): number =>
	file === undefined || !existsSync(file)
		? lostHere
		: readFileSync(file, 'utf8')
				.split('\n')
				.reduce((sum, line) => sum + Number(line), 0);

/** How long a wait that usually takes `most` milliseconds at worst may take now. */
export const patience = (most: number): number => Math.min(most, Math.max(shortest, (budget - lost()) / 2));

/** Notes a failed wait, and returns what its failure must also say: nothing while the test may be retried. */
export function waitedInVain(milliseconds: number): string {
	lostHere += milliseconds;
	if (file !== undefined) appendFileSync(file, `${Math.round(milliseconds)}\n`);
	return (budget - lost()) / 2 <= shortest ? `\n${notAgain}` : '';
}
