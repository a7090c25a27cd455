import {isAbsolute} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import {isWithin} from '../facts/host-paths.js';
import {realPathOf} from './file-facts.js';
import type {HostTree} from './host-tree.js';
import {parseMountTable} from './mount-table.js';

/** File systems that hold much else: a data root on one of these has no dedicated file system. */
const SHARED = new Set(['/', '/var', '/var/lib', '/home', '/usr', '/opt', '/srv']);

/**
 * Whether the data that containers write is on a dedicated file system.
 *
 * dockerd bind-mounts the data root onto itself when its parent is not a shared mount. Such an entry has the same device as the mount
 * around it and proves nothing; `mountpoint -q` is fooled by it.
 *
 * @source proc_pid_mountinfo(5)
 */
export function dataRootIsMount(tree: HostTree, dataRoot: string | null): Known<boolean> {
	if (dataRoot === null) return unknown('engine:/info', 'the engine did not report its data root');
	const path = realPathOf(tree, dataRoot);
	// Reading the table is slow: the kernel writes out all layers of each container.
	if (tree.root === '/' && isOnRootFileSystem(tree, path)) return known(false);
	const mountinfo = tree.read('/proc/self/mountinfo');
	if (!mountinfo.known) return mountinfo;
	if (mountinfo.value === null) return unknown('host:/proc/self/mountinfo', 'there is no such file');
	return ownFileSystem(mountinfo.value, path);
}

/**
 * Whether a path and each of its parents have the device of `/`. The reverse proves nothing: a btrfs subvolume has
 * its own device.
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

/** The same from the text of mountinfo: whether a path is on another file system than the host itself. */
export function ownFileSystem(mountinfo: string, path: string): Known<boolean> {
	const mounts = parseMountTable(mountinfo);
	const above = mounts.filter(({point}) => isWithin(path, point)).toSorted((a, b) => b.point.length - a.point.length);
	const holder = above.find((mount, index) => mount.device !== above[index + 1]?.device);
	if (holder === undefined) return unknown('host:/proc/self/mountinfo', `no mount contains ${path}`);
	// A directory of /home that is bind-mounted there, for example, is still on the file system of /home.
	return known(!mounts.some(({device, point}) => device === holder.device && SHARED.has(point)));
}
