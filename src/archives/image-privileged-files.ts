import type {EngineReader} from '../engine/engine-reader.js';
import {type SafeText, sanitise} from '../terminal/safe-text.js';
import type {ArchiveBudget, ArchiveLimits} from './archive-budget.js';
import {readingArchive} from './archive-files.js';
import {layerEntries, readSavedImage} from './saved-image.js';
import type {TarEntry} from './tar-entries.js';

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
/** What a layer says: of each file whether it gives privileges, and what it removes. */
type Layer = {readonly files: Map<string, Privileged | null>; readonly removed: Set<string>; readonly opaque: Set<string>};

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
			for (const path of visible.keys()) if (layer.files.has(path) || isHidden(layer, path)) visible.delete(path);
			for (const [path, file] of layer.files) if (file !== null) visible.set(path, file);
		}
		return asFound(visible);
	});
}

async function readLayer(content: AsyncIterable<unknown>, budget: ArchiveBudget): Promise<Layer> {
	const layer: Layer = {files: new Map(), removed: new Set(), opaque: new Set()};
	for await (const {path, kind, linkTarget, mode, uid, gid, capability} of layerEntries(content, budget)) {
		const inside = insideOf(path);
		const slash = inside.lastIndexOf('/');
		const [folder, base] = [inside.slice(0, slash), inside.slice(slash + 1)];
		if (base === '.wh..wh..opq') layer.opaque.add(folder);
		else if (base.startsWith('.wh.')) layer.removed.add(`${folder}/${base.slice(4)}`);
		else if (kind === 'file') {
			const gives = (mode & (SETUID | SETGID)) !== 0 || capability !== null;
			layer.files.set(inside, gives ? {mode, uid, gid, capability} : null);
		} else if (kind === 'link') layer.files.set(inside, layer.files.get(insideOf(linkTarget)) ?? null);
		// Something else in the place of a file or a folder hides what was there.
		else if (kind !== 'directory') layer.removed.add(inside);
	}
	return layer;
}

/** `./usr/bin/su` is `/usr/bin/su`. */
const insideOf = (path: string): string => `/${path.replace(/^(\.?\/)+/, '')}`;

function isHidden({removed, opaque}: Layer, path: string): boolean {
	if (removed.has(path)) return true;
	for (let slash = path.lastIndexOf('/'); slash !== -1; slash = path.lastIndexOf('/', slash - 1)) {
		const folder = path.slice(0, slash);
		if (removed.has(folder) || opaque.has(folder)) return true;
		if (slash === 0) break;
	}
	return false;
}

function asFound(files: ReadonlyMap<string, Privileged>): ArchivedPrivilegedFiles {
	const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
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
