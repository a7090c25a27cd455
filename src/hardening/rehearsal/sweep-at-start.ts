import {EngineError} from '../../engine/engine-error.js';
import type {EngineWriter} from '../../engine/writer.js';
import type {Fleet} from '../../fleet/fleet-model.js';
import {rehearsalLabel} from './labels.js';

/**
 * Removes, once the fleet is loaded and shown, what a killed dockscope left behind. Nothing that can write to the engine is opened unless a
 * twin is there. Gives the way to stop waiting.
 */
export function sweepAtStart(
	fleet: Pick<Fleet, 'model' | 'subscribe'>,
	openWriter: () => Promise<EngineWriter>,
	now: () => number,
): () => void {
	const stop = fleet.subscribe(() => {
		if (!fleet.model().loading.complete) return;
		stop();
		// What it needs is loaded after the last grades are painted.
		setImmediate(() => setImmediate(() => void sweepNow(fleet, openWriter, now)));
	});
	return stop;
}

/** Traces of the kernel, and twins. An engine that refuses keeps them until the next start. */
export async function sweepNow(
	fleet: Pick<Fleet, 'model'>,
	openWriter: () => Promise<EngineWriter>,
	now: () => number,
): Promise<void> {
	const {sweepTraces} = await import('../trace/capability-tracer.js');
	sweepTraces();
	if (!fleet.model().entries.some(({row}) => row?.Labels?.[rehearsalLabel] !== undefined)) return;
	const [{sweepLeftovers}, writer] = await Promise.all([import('./ownership.js'), openWriter()]);
	try {
		await sweepLeftovers(writer, now());
	} catch (error) {
		if (!(error instanceof EngineError)) throw error;
	} finally {
		writer.close();
	}
}
