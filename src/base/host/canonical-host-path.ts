import type {Stats} from 'node:fs';
import {join} from 'node:path';
import {isWithin} from '../facts/host-paths.js';
import {followedPath} from './file-facts.js';
import {type HostTree, textAt} from './host-tree.js';
import {holderOf, type Mount, parseMountTable} from './mount-table.js';
import {identityOf} from './runtime-sockets.js';

/**
 * The host's own path for what is at a path: symbolic links are followed, and a bind mount, a hard link or a device node under
 * another name is traced to the listed path that is the same file, by device and inode. `null` where it may not be seen.
 *
 * @param listed  canonical paths whose other names matter; those that are links themselves are skipped, their target counts
 * @source inode(7): device and inode number identify a file of a host
 */
export function canonicalHostPath(tree: HostTree, listed: readonly string[]): (path: string) => string | null {
	let places: ReadonlyMap<string, string> | null = null;
	let mounts: readonly Mount[] | null = null;
	const names = new Set(listed);
	return path => {
		if (SELF_PATH.test(path)) return path;
		const real = followedPath(tree, path);
		if (real === null) return null;
		places ??= placesOf(tree, listed);
		for (let at = real; at.length > 1 && !names.has(at); at = at.slice(0, at.lastIndexOf('/'))) {
			const stats = look(tree, at);
			const place = stats === null ? undefined : places.get(identityOf(stats));
			if (place !== undefined) return `${place}${real.slice(at.length)}`.replace(/^\/\//, '/');
			const device = at === real && stats !== null && !at.startsWith('/dev/') ? deviceName(tree, stats) : null;
			if (device !== null) return device;
		}
		mounts ??= parseMountTable(textAt(tree, '/proc/self/mountinfo'));
		return shownFirst(tree, mounts, real);
	};
}

/** What is bound from elsewhere in the same file system has its own path there, by the mount that is nearest to the root. */
function shownFirst(tree: HostTree, mounts: readonly Mount[], path: string): string {
	const holder = holderOf(mounts, path);
	if (holder === null || holder.point === '/') return path;
	const inside = join(holder.root, path.slice(holder.point.length));
	const nearest = mounts
		.filter(({device, root}) => device === holder.device && isWithin(inside, root))
		.sort((a, b) => a.point.length - b.point.length)[0];
	if (nearest === undefined || nearest === holder) return path;
	const named = join(nearest.point, inside.slice(nearest.root.length));
	const [one, other] = [look(tree, path), look(tree, named)];
	return one !== null && other !== null && identityOf(one) === identityOf(other) ? named : path;
}

/** Links that differ per process: ours lead elsewhere than those of the process that mounts them. The root directory is the same. @source proc(5) */
const SELF_PATH = /^\/proc\/(?:self|thread-self)(?!\/root(?:\/|$))(?:\/|$)/;

function placesOf(tree: HostTree, listed: readonly string[]): ReadonlyMap<string, string> {
	const places = new Map<string, string>();
	for (const path of listed) {
		const stats = followedPath(tree, path) === path ? look(tree, path) : null;
		if (stats !== null && !places.has(identityOf(stats))) places.set(identityOf(stats), path);
	}
	return places;
}

function look(tree: HostTree, path: string): Stats | null {
	const seen = tree.lstat(path);
	return seen.known ? seen.value : null;
}

/** `/dev/vda` for a node with its device numbers, wherever it is. @source sysfs(5); glibc gnu_dev_major(3) */
function deviceName(tree: HostTree, stats: Stats): string | null {
	if (!stats.isBlockDevice() && !stats.isCharacterDevice()) return null;
	const major = (stats.rdev >> 8) & 0xfff;
	const minor = (stats.rdev & 0xff) | ((stats.rdev >> 12) & 0xfff00);
	const event = tree.read(`/sys/dev/${stats.isBlockDevice() ? 'block' : 'char'}/${major}:${minor}/uevent`);
	const name = event.known ? /^DEVNAME=(.+)$/m.exec(event.value ?? '')?.[1] : undefined;
	return name === undefined ? null : `/dev/${name}`;
}
