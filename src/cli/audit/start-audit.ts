import {EngineError, isolatedHost, startPrefetch} from '../../base/index.js';
import type {Prefetched, Run} from '../run.js';
import {contextsOf, findChosen, isReplay} from '../source/engine-choice.js';

/** `dockscope audit`: the engine lists its containers, and the reader of this host starts, while rules and reports are loaded. */
export async function startAudit(run: Run): Promise<number> {
	const contexts = contextsOf(run);
	if (contexts.length > 1) return (await import('./audit-several.js')).auditSeveral(run, contexts);
	const prefetched = await prefetchEngine(run);
	try {
		const {audit} = await import('./audit.js');
		return await audit(prefetched === null ? run : {...run, prefetched});
	} finally {
		// A mistake in the command line is reported at once, even if the engine is slow.
		prefetched?.prefetch?.close();
		prefetched?.host?.close();
	}
}

/**
 * Requests the containers before the rules are loaded. `null` for a replay, several engines, or none:
 * `connect` reports the reason.
 */
async function prefetchEngine(run: Run): Promise<Prefetched | null> {
	if (isReplay(run) || contextsOf(run).length > 1) return null;
	try {
		const found = await findChosen(run);
		if (!found.found) return null;
		const {address} = found;
		const host = address.kind === 'unix' ? isolatedHost('one-look') : null;
		return {address, host, prefetch: await startPrefetch(address, {all: true, follow: false})};
	} catch (error) {
		if (error instanceof EngineError) return null;
		throw error;
	}
}
