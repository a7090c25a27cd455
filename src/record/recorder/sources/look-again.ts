import {setTimeout as sleep} from 'node:timers/promises';
import {EngineError} from '../../../base/index.js';

/**
 * Looks from time to time at what changes grades without an event of the engine: its configuration, the host, the policy. A look that an engine
 * which is away does not answer is left out: that it is away is noted by what follows its events.
 *
 * @param every  milliseconds
 */
export async function lookAgain(look: () => Promise<void>, every: number, signal: AbortSignal): Promise<void> {
	for (;;) {
		await sleep(every, undefined, {signal}).catch(() => undefined);
		if (signal.aborted) return;
		try {
			await look();
		} catch (error) {
			if (!(error instanceof EngineError)) throw error;
		}
	}
}
