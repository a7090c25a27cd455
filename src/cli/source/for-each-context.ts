import {EngineError, sanitise, UsageError} from '../../base/index.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {withContext} from './engine-choice.js';

/**
 * Runs the same on the engine of each context in turn. A failure is reported in one line on stderr and the others continue; returns the
 * worst status: an unreachable engine outweighs a threshold.
 *
 * @throws UsageError | EngineError when it fails everywhere
 */
export async function forEachContext(
	run: Run,
	contexts: readonly string[],
	act: (one: Run, context: string) => Promise<number>,
): Promise<number> {
	const statuses: number[] = [];
	const failures: {readonly context: string; readonly error: UsageError | EngineError}[] = [];
	for (const context of contexts) {
		try {
			statuses.push(await act(withContext(run, context), context));
		} catch (error) {
			if (!(error instanceof EngineError || error instanceof UsageError) || run.signal.aborted) throw error;
			failures.push({context, error});
		}
	}
	const [first] = failures;
	if (first !== undefined && statuses.length === 0) throw first.error;
	for (const {context, error} of failures)
		run.stderr.write(`dockscope: context ${sanitise(context)}: ${error.message.split('\n')[0] ?? ''}\n`);
	return failures.some(({error}) => error instanceof EngineError) ? exitStatus.engine : Math.max(exitStatus.done, ...statuses);
}
