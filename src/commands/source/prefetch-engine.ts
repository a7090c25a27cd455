import {EngineError} from '../../engine/engine-error.js';
import {startPrefetch} from '../../engine/prefetch.js';
import type {Prefetched, Run} from '../run.js';
import {contextsOf, findChosen, isReplay} from './engine-choice.js';

/**
 * Requests the containers before the rules are loaded. `null` for a replay, several engines, or none:
 * `connect` reports the reason.
 */
export async function prefetchEngine(run: Run): Promise<Prefetched | null> {
	if (isReplay(run) || contextsOf(run).length > 1) return null;
	try {
		const found = await findChosen(run);
		if (!found.found) return null;
		return {address: found.address, prefetch: await startPrefetch(found.address, {all: true, follow: false})};
	} catch (error) {
		if (error instanceof EngineError) return null;
		throw error;
	}
}
