import {EngineError} from '../../engine/engine-error.js';
import type {EngineWriter} from '../../engine/writer.js';
import type {Fleet} from '../../fleet/fleet-model.js';
import {rehearsalLabel} from './labels.js';

/**
 * Removes, once the fleet is loaded, the twins that a killed dockscope left behind. Nothing that can write is opened unless one of
 * them is there. Gives the way to stop waiting.
 */
export function sweepAtStart(
	fleet: Pick<Fleet, 'model' | 'subscribe'>,
	openWriter: () => Promise<EngineWriter>,
	now: () => number,
): () => void {
	const stop = fleet.subscribe(() => {
		if (!fleet.model().loading.complete) return;
		stop();
		if (hasTwins(fleet)) void sweepTwins(openWriter, now);
	});
	return stop;
}

export function hasTwins(fleet: Pick<Fleet, 'model'>): boolean {
	return fleet.model().entries.some(({row}) => row?.Labels?.[rehearsalLabel] !== undefined);
}

/** An engine that refuses keeps them until the next start. */
export async function sweepTwins(openWriter: () => Promise<EngineWriter>, now: () => number): Promise<void> {
	const [{sweepLeftovers}, writer] = await Promise.all([import('./ownership.js'), openWriter()]);
	try {
		await sweepLeftovers(writer, now());
	} catch (error) {
		if (!(error instanceof EngineError)) throw error;
	} finally {
		writer.close();
	}
}
