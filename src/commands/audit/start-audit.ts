import type {Run} from '../run.js';
import {contextsOf} from '../source/engine-choice.js';
import {prefetchEngine} from '../source/prefetch-engine.js';

/** `dockscope audit`: the engine lists its containers while rules and reports are loaded. */
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
	}
}
