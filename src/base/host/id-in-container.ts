import type {HostTree} from './host-tree.js';
import {readStatus} from './process-table.js';

/** A host id as seen in the container's user namespace; `null` when it is not mapped there. */
export function idInContainer(tree: HostTree, pid: number | null, map: 'uid_map' | 'gid_map', id: number | null): number | null {
	const text = tree.read(`/proc/${pid}/${map}`);
	const lines = ((text.known && text.value) || '')
		.trim()
		.split('\n')
		.map(line => line.trim().split(/\s+/).map(Number));
	const ranges = lines.filter(line => line.length === 3 && line.every(Number.isInteger));
	if (ranges.length === 0 || id === null) return id;
	for (const [first = 0, outside = 0, length = 0] of ranges)
		if (id >= outside && id < outside + length) return first + id - outside;
	return null;
}

/** Whether all user and group ids of a task are 0 in its container, except for supplementary groups; not when it has ended. */
export function hasOnlyRootIds(tree: HostTree, pid: number): boolean {
	const status = readStatus(tree, pid);
	const isRoot = (map: 'uid_map' | 'gid_map', ids: readonly number[]): boolean =>
		ids.length > 0 && ids.every(id => idInContainer(tree, pid, map, id) === 0);
	return status !== null && isRoot('uid_map', status.uids) && isRoot('gid_map', status.gids);
}
