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
 * @param mountinfo  the text of /proc/self/mountinfo
 * @source proc_pid_mountinfo(5): 3 major:minor, 4 root within the file system, 5 mount point
 */
export function dataRootIsMount(tree: HostTree, dataRoot: string | null, mountinfo: Known<string | null>): Known<boolean> {
	if (dataRoot === null) return unknown('engine:/info', 'the engine did not say where its data lies');
	if (!mountinfo.known) return mountinfo;
	if (mountinfo.value === null) return unknown('host:/proc/self/mountinfo', 'there is no such file');
	return ownFileSystem(mountinfo.value, realPathOf(tree, dataRoot));
}

/** The same from the text of mountinfo: whether the file system that holds a path is another than that of the host itself. */
export function ownFileSystem(mountinfo: string, path: string): Known<boolean> {
	const above = parse(mountinfo)
		.filter(({point}) => isWithin(path, point))
		.toSorted((a, b) => b.point.length - a.point.length);
	const holder = above.find((mount, index) => mount.device !== above[index + 1]?.device);
	if (holder === undefined) return unknown('host:/proc/self/mountinfo', `no mount holds ${path}`);
	return known(!SHARED.has(holder.point));
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
