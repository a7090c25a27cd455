import type {HostTree} from './host-tree.js';

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
