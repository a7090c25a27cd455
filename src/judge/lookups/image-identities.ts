import {blindSpotOf, EngineError, engineKind, forEachLimited, imageStore, known} from '../../base/index.js';
import type {EvidenceSource} from './evidence-source.js';

const width = 4;

/**
 * Asks what the engine recorded of the origin of images: of a containerd image store, the only one that records it. The engine may go out
 * to the network for it; when it has not answered in time once, the other images take over that reason instead of waiting as long each.
 *
 * @param ids  of images that were inspected
 * @returns whether anything was asked
 */
export async function loadIdentities({reader, state, signal}: EvidenceSource, ids: Iterable<string>): Promise<boolean> {
	const {version, info} = state.engineAnswers;
	const answered = info?.known ? info.value : null;
	const store = imageStore(engineKind(version?.known ? version.value : {}, answered), answered);
	if (!store.known || store.value !== 'containerd') return false;
	let late: EngineError | null = null;
	await forEachLimited([...ids], width, async id => {
		try {
			if (late !== null) throw late;
			put(id, known(await reader.identity(id, signal)));
		} catch (error) {
			if (error instanceof EngineError && error.kind === 'cancelled') return;
			if (error instanceof EngineError && error.kind === 'timeout') late ??= error;
			put(id, {known: false, reason: blindSpotOf('engine:/images/json', error)});
		}
	});
	return true;

	function put(id: string, identity: NonNullable<ReturnType<typeof state.images.get>>['identity']): void {
		const image = state.images.get(id);
		// What the engine once recorded stays, also when it cannot be asked for a while.
		if (image === undefined || identity === undefined || (!identity.known && image.identity?.known === true)) return;
		state.images.set(id, {...image, identity});
	}
}
