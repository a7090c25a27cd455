import {EngineError} from '../../engine/engine-error.js';
import {findEngine} from '../../engine/find-engine.js';
import {startPrefetch} from '../../engine/prefetch.js';
import type {Prefetched, Run} from '../run.js';
import {contextsOf} from './engine-choice.js';

/**
 * Asks the engine for its containers before what judges them is loaded. `null` where there is a replay, several engines, or none: that,
 * and why, is said by `connect`.
 */
export async function prefetchEngine(run: Run): Promise<Prefetched | null> {
	const {line, env} = run;
	const [context, ...more] = contextsOf(run);
	if (line.flag('demo') || line.value('from') !== null || more.length > 0) return null;
	try {
		const found = await findEngine({host: line.value('host') ?? undefined, context, env});
		if (!found.found) return null;
		return {address: found.address, prefetch: await startPrefetch(found.address, {all: true, follow: false})};
	} catch (error) {
		if (error instanceof EngineError) return null;
		throw error;
	}
}
