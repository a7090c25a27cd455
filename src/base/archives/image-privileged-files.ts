import type {EngineReader} from '../engine/engine-reader.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import type {ArchiveBudget, ArchiveLimits} from './archive-budget.js';
import {readingArchive} from './archive-files.js';
import {layerEntries, readSavedImage} from './saved-image.js';
import type {TarEntry} from './tar-entries.js';
import {barePath, hides, noteWhiteout, type Whiteouts} from './whiteouts.js';

/** For all layers, whose contents are skipped; each counts as a part of the archive and again as it is read. */
const limits: ArchiveLimits = {bytes: 64 * 1024 ** 3, entries: 2_000_000, milliseconds: 120_000};

const SETUID = 0o4000;
const SETGID = 0o2000;

/** Files of an image that give privileges to anyone who executes them. */
export type ArchivedPrivilegedFiles = {
	readonly setuid: readonly SafeText[];
	/** Only setgid. */
	readonly setgid: readonly SafeText[];
	/** Files with the extended attribute `security.capability`, which is `value`. */
	readonly capable: readonly CapableFile[];
};
type CapableFile = {
	readonly path: SafeText;
	readonly uid: number;
	readonly gid: number;
	readonly mode: number;
	readonly value: Uint8Array;
};

type Privileged = Pick<TarEntry, 'mode' | 'uid' | 'gid' | 'capability'>;
type Layer = Whiteouts & {readonly files: Map<string, Privileged>};

/**
 * The privileged files of an image, as the engine saves it: no container is touched, and the engine notes an event `save`.
 *
 * @throws EngineError also for a truncated or unreadable archive, or one that exceeds the size or time limits
 */
export function privilegedFilesOfImage(
	reader: Pick<EngineReader, 'saveImage'>,
	image: string,
	signal?: AbortSignal,
): Promise<ArchivedPrivilegedFiles> {
	return readingArchive(limits, signal, async budget => {
		const layers = new Map<string, Layer>();
		const order = await readSavedImage(await reader.saveImage(image, budget.signal), budget, async (name, content) => {
			layers.set(name, await readLayer(content, budget));
		});
		const visible = new Map<string, Privileged>();
		for (const {name} of order) {
			const layer = layers.get(name);
			if (layer === undefined) throw new Error('a layer is missing');
			for (const path of visible.keys()) if (hides(layer, path)) visible.delete(path);
			for (const [path, file] of layer.files) visible.set(path, file);
		}
		return asFound(visible);
	});
}

async function readLayer(content: AsyncIterable<unknown>, budget: ArchiveBudget): Promise<Layer> {
	const layer: Layer = {files: new Map(), removed: new Set(), opaque: new Set()};
	for await (const {path, kind, linkTarget, mode, uid, gid, capability} of layerEntries(content, budget)) {
		const bare = barePath(path);
		if (noteWhiteout(layer, bare)) continue;
		// Something else in the place of a folder hides what was in it.
		if (kind !== 'directory') layer.removed.add(bare);
		if (kind === 'file' && ((mode & (SETUID | SETGID)) !== 0 || capability !== null))
			layer.files.set(bare, {mode, uid, gid, capability});
		const linked = kind === 'link' ? layer.files.get(barePath(linkTarget)) : undefined;
		if (linked !== undefined) layer.files.set(bare, linked);
	}
	return layer;
}

function asFound(files: ReadonlyMap<string, Privileged>): ArchivedPrivilegedFiles {
	const sorted = [...files].map(([path, file]) => [`/${path}`, file] as const).sort(([a], [b]) => (a < b ? -1 : 1));
	const withBits = (bits: number) =>
		sorted.flatMap(([path, {mode}]) => ((mode & (SETUID | SETGID)) === bits ? [sanitise(path)] : []));
	return {
		setuid: sorted.flatMap(([path, {mode}]) => ((mode & SETUID) !== 0 ? [sanitise(path)] : [])),
		setgid: withBits(SETGID),
		capable: sorted.flatMap(([path, {uid, gid, mode, capability}]) =>
			capability === null ? [] : [{path: sanitise(path), uid, gid, mode, value: capability}],
		),
	};
}
