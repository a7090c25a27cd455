import {availableParallelism} from 'node:os';
import {defineConfig} from 'vitest/config';
import {notAgain} from './test/support/patience.js';
import {SlowestFirst} from './test/support/slowest-first.js';

/** Vitest leaves one processor to itself, which is half of them on a machine of two. */
const everyProcessor = availableParallelism();

/** Modules are loaded once for all files: for each file they would cost as much as the tests. No test leaves anything behind in them. */
const isolate = false;

/**
 * `unit` is pure and quick; `fuzz` gives every parser damaged input for some seconds; `engine` starts real engines and the real bundle;
 * `full` holds the slow proofs.
 */
export default defineConfig({
	define: {__DOCKSCOPE_VERSION__: JSON.stringify('0.0.0-test')},
	test: {
		sequence: {sequencer: SlowestFirst},
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['test/**/*.test.{ts,tsx}'],
					exclude: ['test/on-real-engine/**', 'test/e2e/**', 'test/full/**', 'test/fuzz/**'],
					setupFiles: ['test/support/plain-environment.ts', 'test/support/ink-table-bridge.ts'],
					// A limit only ends what hangs: no time decides whether a claim holds.
					testTimeout: 120_000,
					hookTimeout: 120_000,
					expect: {poll: {timeout: 60_000}},
					maxWorkers: everyProcessor,
					isolate,
				},
			},
			{
				extends: true,
				test: {
					name: 'fuzz',
					include: ['test/fuzz/**/*.test.ts'],
					maxWorkers: everyProcessor,
				},
			},
			{
				extends: true,
				test: {
					name: 'engine',
					include: ['test/on-real-engine/**/*.test.{ts,tsx}', 'test/e2e/**/*.test.{ts,tsx}'],
					setupFiles: ['test/support/plain-environment.ts'],
					// After the others. Each file has its own engines in their own network namespaces, and waits more than it works: four keep two
					// processors busy, with three these wait, and with five each file takes longer.
					sequence: {groupOrder: 1},
					maxWorkers: 4,
					isolate,
					// A real engine on a shared machine now and then answers late; a claim that fails three times is broken. See
					// test/support/patience.ts for what many of them may cost.
					retry: {count: 2, condition: new RegExp(`^(?![\\s\\S]*${notAgain})`)},
					testTimeout: 120_000,
					hookTimeout: 240_000,
				},
			},
			{
				extends: true,
				test: {
					name: 'full',
					include: ['test/full/**/*.test.ts'],
					setupFiles: ['test/support/plain-environment.ts'],
					sequence: {groupOrder: 2},
					fileParallelism: false,
					retry: 1,
					testTimeout: 900_000,
					hookTimeout: 900_000,
				},
			},
		],
	},
});
