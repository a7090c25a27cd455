import {type ContainerStats, type Known, known, unknown} from '../../answers/index.js';
import {countsContainer} from '../../facts/stats.js';
import {ownGroups} from '../../host/control-group.js';
import type {HostTree} from '../../host/host-tree.js';
import type {Peaks} from './evidence.js';

/** A value of a cgroup: the peak that the kernel records since the cgroup was made, or the current one. */
type Reading = {readonly value: number; readonly isPeak: boolean};

/** Peak memory and number of tasks recorded by the kernel for the container's cgroup, v1 or v2. */
export function hostPeaks(tree: HostTree, pid: number): Known<Peaks> {
	const {memory, pids} = peakReadings(tree, pid);
	return memory === null && pids === null
		? unknown('host:/sys/fs/cgroup', 'no cgroup of the container is visible')
		: known({memory: memory?.value ?? null, pids: pids?.value ?? null, source: 'cgroup'});
}

/** The same, with whether each is a peak; `null` where it is not visible. */
export function peakReadings(tree: HostTree, pid: number): {readonly memory: Reading | null; readonly pids: Reading | null} {
	const groups = ownGroups(tree, pid);
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

/** From one sample of the engine's statistics: less than the peak, unless the engine records one (cgroup v1). */
export function sampledPeaks(stats: ContainerStats): Known<Peaks> {
	if (!countsContainer(stats)) return unknown('engine:/stats', 'the container has no separate cgroup');
	const memory = stats.memory_stats?.max_usage ?? stats.memory_stats?.usage ?? null;
	const pids = stats.pids_stats?.current ?? null;
	return memory === null && pids === null
		? unknown('engine:/stats', 'the container does not run')
		: known({memory, pids, source: 'stats'});
}

function first(tree: HostTree, paths: readonly string[]): Reading | null {
	for (const path of paths) {
		const text = tree.read(path);
		const value = text.known && text.value !== null ? Number(text.value.trim()) : Number.NaN;
		if (Number.isFinite(value) && value > 0) return {value, isPeak: !path.endsWith('.current')};
	}
	return null;
}
