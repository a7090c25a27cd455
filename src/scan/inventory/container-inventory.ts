import {
	type ArchiveBudget,
	concatenate,
	containerPlaceOf,
	type EngineReader,
	type HostAccess,
	type SafeText,
	safe,
	sanitise,
	tarEntries,
	trusted,
} from '../../base/index.js';
import {imageInventory} from './image-inventory.js';
import type {PackageInventory} from './package.js';
import {packagesQuestion} from './packages-question.js';
import {gather, sizeLimitOf} from './wanted.js';

/** Says where an inventory was read. */
const asTheyAreNow: SafeText = trusted("read from the container's files as they are now");
const ofItsImage = 'read from its image, not from the container: what the container itself installed or removed is not seen';

/** Whether an inventory was read from the image instead of the container. */
export const isOfItsImage = (note: SafeText): boolean => note.startsWith(ofItsImage);
/** Whether a note says where an inventory was read: it does not hold for another container of the image. */
export const isAboutReading = (note: SafeText): boolean => note === asTheyAreNow || isOfItsImage(note);

/**
 * The packages of a container as its files are now, running or not, without its mounts: read on this host, where the engine runs here, without
 * a request. Elsewhere those of its image, since the engine changes a container to read a file of it.
 *
 * @param asImage  it is known to have the packages of its image: where it does not run, those are read, which shows what was replaced exactly
 * @throws EngineError
 */
export async function containerInventory(
	{engine, host}: {readonly engine: EngineReader; readonly host: Pick<HostAccess, 'ask'> | null},
	{id, asImage}: {readonly id: string; readonly asImage: boolean},
	signal?: AbortSignal,
): Promise<PackageInventory> {
	const inspect = await engine.inspect(id, signal);
	if (asImage && (inspect.State?.Pid ?? 0) === 0) return imageInventory(engine, inspect.Image ?? '', signal);
	const isHere = host !== null && (await engine.isLocal());
	const seen = isHere ? await host.ask(packagesQuestion, [containerPlaceOf(inspect)], signal) : null;
	if (seen?.known === true) {
		const {notes, ...rest} = gather(seen.value.values());
		return {...rest, notes: [...notes, asTheyAreNow], whole: true};
	}
	const inventory = await imageInventory(engine, inspect.Image ?? '', signal);
	const note = seen === null ? trusted(ofItsImage) : safe`${trusted(ofItsImage)} (${sanitise(seen.reason.reason)})`;
	return {...inventory, notes: [...inventory.notes, note]};
}

/**
 * Regular files at or below a path of a container, by their full path without a leading slash; `null` for the content of one that is
 * too large. Archive entries are named from the last part of the path on. @throws EngineError
 */
export async function* archiveFiles(
	engine: EngineReader,
	{id, path}: {id: string; path: string},
	wanted: (path: string) => boolean,
	budget: ArchiveBudget,
): AsyncGenerator<readonly [string, Buffer | null]> {
	const stream = await engine.archive(id, `/${path}`, budget.signal);
	if (stream === null) return;
	const parent = path.slice(0, path.lastIndexOf('/') + 1);
	for await (const entry of tarEntries(stream, budget)) {
		const whole = parent + entry.path.replace(/^(\.?\/)+/, '');
		if (entry.kind === 'file' && wanted(whole))
			yield [sanitise(whole), entry.size > sizeLimitOf(whole) ? null : await concatenate(entry.content())];
	}
}
