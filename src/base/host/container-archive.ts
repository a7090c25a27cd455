import type {Stats} from 'node:fs';
import {basename, dirname} from 'node:path';
import {pack} from 'tar-stream';
import {type Known, known, unknown} from '../answers/index.js';
import {type ContainerPlace, containerFiles, isMountedOver, isStillTheirs} from './container-files.js';
import {notInContainer} from './control-group.js';
import {followedPath} from './file-facts.js';
import type {HostTree} from './host-tree.js';

/** What an archive of a path may hold: with more, the engine is the better source. */
const MAX_ENTRIES = 5000;
const MAX_BYTES = 64 * 1024 * 1024;

/** What the engine's API says of a path: `X-Docker-Container-Path-Stat`. */
export type PathOfContainer = {
	readonly name: string;
	readonly size: number;
	/** Go's FileMode. */
	readonly mode: number;
	readonly mtime: string;
	readonly linkTarget: string;
};

/**
 * What a path of a container is; `null` where there is none. Links on the way are followed inside, the last is not, as by the engine. Needs
 * root.
 */
export function statInContainer(tree: HostTree, of: ContainerPlace, path: string): Known<PathOfContainer | null> {
	const found = inContainer(tree, of, path, 'only itself');
	if (!found.known) return found;
	const {inside, place} = found.value;
	const seen = inside.lstat(place);
	if (!seen.known || seen.value === null) return seen.known ? known(null) : seen;
	const target = seen.value.isSymbolicLink() ? inside.link(place) : known('');
	if (!target.known) return target;
	const {size, mtime} = seen.value;
	const name = basename(path) || '/';
	return known({name, size, mode: goMode(seen.value), mtime: mtime.toISOString(), linkTarget: target.value ?? ''});
}

/**
 * The tar that the engine would send of such a path, with its mounts as they are now: made here, since the engine mounts the volumes of a
 * container into it, and creates their folders, before it reads any file.
 */
export async function archiveOfContainer(tree: HostTree, of: ContainerPlace, path: string): Promise<Known<Buffer | null>> {
	const found = inContainer(tree, of, path, 'with all below');
	if (!found.known) return found;
	const {inside, place} = found.value;
	const tar = pack();
	const parts: Uint8Array[] = [];
	const read = (async () => {
		for await (const part of tar) if (part instanceof Uint8Array) parts.push(part);
	})();
	const left = {entries: MAX_ENTRIES, bytes: MAX_BYTES};
	const added = add(inside, place, basename(path) || '.', tar, left);
	if (!added.known || !added.value) {
		tar.destroy();
		await read.catch(() => undefined);
		return added.known ? known(null) : added;
	}
	tar.finalize();
	await read;
	// This takes a while: the number may belong to another process by now.
	return isStillTheirs(tree, of) ? known(Buffer.concat(parts)) : notInContainer(of.pid);
}

type Place = {readonly inside: HostTree; readonly place: string};

function inContainer(tree: HostTree, of: ContainerPlace, path: string, what: 'only itself' | 'with all below'): Known<Place> {
	const files = containerFiles(tree, of);
	if (!files.known) return files;
	const inside = files.value;
	const folder = followedPath(inside, dirname(path));
	if (folder === null) return unknown(`host:${inside.root}`, `${path} cannot be followed`);
	const place = path === '/' ? '/' : `${folder === '/' ? '' : folder}/${basename(path)}`;
	return isMountedOver(of, place, what)
		? unknown(`host:${inside.root}`, `${path} is in a mount of a container that does not run`)
		: known({inside, place});
}

const kinds = {file: 'file', directory: 'directory', symlink: 'symlink', other: 'fifo'} as const;

/** Adds what is at a path and below. @returns false where there is nothing */
function add(
	inside: HostTree,
	path: string,
	name: string,
	tar: ReturnType<typeof pack>,
	left: {entries: number; bytes: number},
): Known<boolean> {
	const seen = inside.lstat(path);
	if (!seen.known) return seen;
	const stats = seen.value;
	if (stats === null) return known(false);
	left.entries -= 1;
	if (left.entries < 0) return unknown(`host:${inside.root}${path}`, `it has more than ${MAX_ENTRIES} files`);
	const header = {mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid, mtime: stats.mtime};
	if (stats.isFile()) {
		const content = inside.bytes(path, left.bytes);
		if (!content.known) return content;
		left.bytes -= content.value?.length ?? 0;
		tar.entry({...header, name, type: kinds.file}, content.value ?? Buffer.alloc(0));
		return known(true);
	}
	if (stats.isSymbolicLink()) {
		const target = inside.link(path);
		if (!target.known) return target;
		tar.entry({...header, name, type: kinds.symlink, linkname: target.value ?? ''});
		return known(true);
	}
	if (!stats.isDirectory()) {
		tar.entry({...header, name, type: kinds.other});
		return known(true);
	}
	tar.entry({...header, name: `${name}/`, type: kinds.directory});
	const names = inside.list(path);
	if (!names.known) return names;
	for (const below of names.value ?? []) {
		const added = add(inside, `${path === '/' ? '' : path}/${below}`, `${name}/${below}`, tar, left);
		if (!added.known) return added;
	}
	return known(true);
}

/** @source golang io/fs: FileMode */
function goMode(stats: Stats): number {
	const bits = [
		[stats.isDirectory(), 31],
		[stats.isSymbolicLink(), 27],
		[stats.isBlockDevice() || stats.isCharacterDevice(), 26],
		[stats.isFIFO(), 25],
		[stats.isSocket(), 24],
		[(stats.mode & 0o4000) !== 0, 23],
		[(stats.mode & 0o2000) !== 0, 22],
		[stats.isCharacterDevice(), 21],
		[(stats.mode & 0o1000) !== 0, 20],
	] as const;
	return bits.reduce((mode, [is, bit]) => (is ? mode + 2 ** bit : mode), stats.mode & 0o777);
}
