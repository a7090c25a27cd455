import {EngineError} from '../../engine/engine-error.js';
import {findEngine} from '../../engine/find-engine.js';
import {startPrefetch} from '../../engine/prefetch.js';
import type {Prefetched, Run} from '../run.js';
import {contextsOf} from './engine-choice.js';

/**
 * Requests the containers before the rules are loaded. `null` for a replay, several engines, or none:
 * `connect` reports the reason.
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
