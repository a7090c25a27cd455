import {answerOrReason, blindSpotOf, EngineError, forEachLimited, noteUnforeseen} from '../../base/index.js';
import {type FleetSource, isImageUsed} from './fleet-state.js';

const width = 4;

/** Inspects those of the images that are new, and fetches their histories if requested. Returns the ids that were found. */
export async function loadImages({reader, state, signal, withHistories}: FleetSource, ids: Iterable<string>): Promise<string[]> {
	const missing = [...new Set(ids)].filter(id => typeof id === 'string' && id !== '' && !state.images.has(id));
	const found: string[] = [];
	const historyOf = (id: string) => answerOrReason('engine:/images/history', reader.history(id, signal));
	await forEachLimited(missing, width, async id => {
		if (signal.aborted) return;
		try {
			const [inspect, history] = await Promise.all([reader.image(id, signal), withHistories ? historyOf(id) : undefined]);
			// Another load may have come first, and something may have been learned of the image since.
			state.images.set(id, {...state.images.get(id), inspect, ...(history === undefined ? {} : {history})});
			state.blindSpots.delete(`image:${id}`);
			found.push(id);
		} catch (error) {
			if (error instanceof EngineError && error.kind === 'cancelled') return;
			// Its containers may have been removed meanwhile, together with the image.
			if (isImageUsed(state, id)) state.blindSpots.set(`image:${id}`, blindSpotOf('engine:/images/json', error));
		}
	});
	return found;
}

/** Inspects all images in use again: a moved tag gives its old image no event. */
export async function refreshImages({reader, state, signal}: FleetSource): Promise<void> {
	for (const id of [...state.images.keys()]) {
		try {
			const inspect = await reader.image(id, signal);
			state.images.set(id, {...state.images.get(id), inspect});
		} catch (error) {
			if (!(error instanceof EngineError)) noteUnforeseen('asking for an image again', error);
			// Removed together with its last container: nothing to report.
			else if (error.kind === 'not-found' && !isImageUsed(state, id)) state.images.delete(id);
		}
	}
}
