import {isAbsolute} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import {isWithin} from '../facts/host-paths.js';
import {realPathOf} from './file-facts.js';
import type {HostTree} from './host-tree.js';

type Mount = {readonly device: string; readonly root: string; readonly point: string};

/** File systems on which much else grows: on one of these the data root is not by itself. */
const SHARED = new Set(['/', '/var', '/var/lib', '/home', '/usr', '/opt', '/srv']);

/**
 * Whether what containers write fills a file system of its own.
 *
 * dockerd binds the data root onto itself where its parent is not a shared mount. Such an entry has the same device as the mount
 * around it and proves nothing; `mountpoint -q` falls for it.
 *
 * @source proc_pid_mountinfo(5): 3 major:minor, 4 root within the file system, 5 mount point
 */
export function dataRootIsMount(tree: HostTree, dataRoot: string | null): Known<boolean> {
	if (dataRoot === null) return unknown('engine:/info', 'the engine did not say where its data lies');
	const path = realPathOf(tree, dataRoot);
	// The kernel writes the table with all layers of each container: eight milliseconds where 500 run.
	if (tree.root === '/' && isOnRootFileSystem(tree, path)) return known(false);
	const mountinfo = tree.read('/proc/self/mountinfo');
	if (!mountinfo.known) return mountinfo;
	if (mountinfo.value === null) return unknown('host:/proc/self/mountinfo', 'there is no such file');
	return ownFileSystem(mountinfo.value, path);
}

/**
 * Whether a path and each folder above it have the device of `/`. The other way round nothing is proven: a subvolume of btrfs has a
 * device of its own.
 */
function isOnRootFileSystem(tree: HostTree, path: string): boolean {
	const root = deviceOf(tree, '/');
	const names = path.split('/').filter(name => name !== '');
	const above = names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
	return root !== null && isAbsolute(path) && above.every(folder => deviceOf(tree, folder) === root);
}

function deviceOf(tree: HostTree, path: string): number | null {
	const seen = tree.lstat(path);
	return seen.known && seen.value !== null ? seen.value.dev : null;
}

/** The same from the text of mountinfo: whether the file system that holds a path is another than that of the host itself. */
export function ownFileSystem(mountinfo: string, path: string): Known<boolean> {
	const mounts = parse(mountinfo);
	const above = mounts.filter(({point}) => isWithin(path, point)).toSorted((a, b) => b.point.length - a.point.length);
	const holder = above.find((mount, index) => mount.device !== above[index + 1]?.device);
	if (holder === undefined) return unknown('host:/proc/self/mountinfo', `no mount holds ${path}`);
	// A folder of /home, say, that is bound there lies on the file system of /home all the same.
	return known(!mounts.some(({device, point}) => device === holder.device && SHARED.has(point)));
}

/** The last entry of a mount point covers the earlier ones. */
function parse(mountinfo: string): Mount[] {
	const mounts = new Map<string, Mount>();
	for (const line of mountinfo.split('\n')) {
		// An overlay's options name each of its layers: they are not taken apart.
		const [, , device, root, point] = line.split(' ', 5);
		if (device === undefined || root === undefined || point === undefined) continue;
		mounts.set(point, {device, root: withoutEscapes(root), point: withoutEscapes(point)});
	}
	return [...mounts.values()];
}

const withoutEscapes = (text: string): string =>
	text.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
