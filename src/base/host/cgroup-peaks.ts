import {ownGroups} from './control-group.js';
import type {HostTree} from './host-tree.js';

/** A value of a cgroup: the peak that the kernel records since the cgroup was made, or what is used now. */
type Reading = {readonly value: number; readonly isPeak: boolean};

/**
 * Memory in bytes and number of tasks of the cgroup of a container, v1 or v2, each with whether it is a peak; `null` where it is not visible.
 *
 * @param pid  of its first process
 * @param containerId  if known: fewer files are read
 */
export function peakReadings(
	tree: HostTree,
	pid: number,
	containerId: string | null = null,
): {readonly memory: Reading | null; readonly pids: Reading | null} {
	const groups = ownGroups(tree, pid, containerId);
	const below = (controller: string, ...files: readonly string[]): string[] => {
		const legacy = [...groups].find(([controllers]) => controllers.split(',').includes(controller))?.[1];
		return legacy === undefined ? [] : files.map(file => `/sys/fs/cgroup/${controller}${legacy}/${file}`);
	};
	const unified = (...files: readonly string[]): string[] =>
		groups.has('') ? files.map(file => `/sys/fs/cgroup${groups.get('')}/${file}`) : [];

	return {
		memory: first(tree, [...below('memory', 'memory.max_usage_in_bytes'), ...unified('memory.peak', 'memory.current')]),
		pids: first(tree, [
			...below('pids', 'pids.peak'),
			...unified('pids.peak'),
			...below('pids', 'pids.current'),
			...unified('pids.current'),
		]),
	};
}

function first(tree: HostTree, paths: readonly string[]): Reading | null {
	for (const path of paths) {
		const text = tree.read(path);
		const value = text.known && text.value !== null ? Number(text.value.trim()) : Number.NaN;
		if (Number.isFinite(value) && value > 0) return {value, isPeak: !path.endsWith('.current')};
	}
	return null;
}
