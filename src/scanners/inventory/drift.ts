import {EngineError} from '../../engine/engine-error.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {isWanted} from './wanted.js';

/** Where packages live one folder each: removing one leaves no database behind that would say so. */
const packageFolder = /\/(node_modules|site-packages|dist-packages)\/[^/]+$/;
const removed = 2;

/**
 * The package databases and folders in which a container differs from its image: with any, what its files say is not what the image
 * holds. `null` when the engine does not tell. @source docs.docker.com/reference/api, GET /containers/{id}/changes
 */
export async function changedPackages(
	engine: EngineReader,
	containerId: string,
	signal?: AbortSignal,
): Promise<readonly SafeText[] | null> {
	try {
		const changes = await engine.changes(containerId, signal);
		return (changes ?? [])
			.filter(({Path, Kind}) => isWanted(Path.replace(/^\//, '')) || (Kind === removed && packageFolder.test(Path)))
			.map(({Path}) => sanitise(Path));
	} catch (error) {
		if (error instanceof EngineError && error.kind !== 'cancelled') return null;
		throw error;
	}
}

/** The first of some containers whose packages are known to be those of the image, so that reading its files tells of the image. */
export async function pristineContainer(
	engine: EngineReader,
	ids: readonly string[],
	signal?: AbortSignal,
): Promise<string | null> {
	for (const id of ids.slice(0, 3)) if ((await changedPackages(engine, id, signal))?.length === 0) return id;
	return null;
}
