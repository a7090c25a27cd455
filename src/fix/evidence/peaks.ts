import {type ContainerStats, countsContainer, type HostTree, type Known, known, peakReadings, unknown} from '../../base/index.js';
import type {Peaks} from './evidence.js';

/**
 * Peak memory and number of tasks of the container's cgroup, v1 or v2. The kernel records them since the cgroup was made, which is at each
 * start of a container; `memory.current` and `pids.current` are no peak.
 *
 * @param seconds  since the container started; `null` where that is not known
 * @source kernel Documentation/admin-guide/cgroup-v2.rst (memory.peak, since 5.19; pids.peak, since 6.1) and cgroup-v1/memory.rst
 */
export function hostPeaks(tree: HostTree, pid: number, seconds: number | null): Known<Peaks> {
	const {memory, pids} = peakReadings(tree, pid);
	return memory === null && pids === null
		? unknown('host:/sys/fs/cgroup', 'no cgroup of the container is visible')
		: known({
				memory: memory?.value ?? null,
				pids: pids?.value ?? null,
				source: 'cgroup',
				windows: {memory: memory?.isPeak ? seconds : null, pids: pids?.isPeak ? seconds : null},
			});
}

/**
 * From one sample of the engine's statistics: no peak, unless the kernel recorded one (cgroup v1).
 *
 * @param seconds  since the container started; `null` where that is not known
 */
export function sampledPeaks(stats: ContainerStats, seconds: number | null): Known<Peaks> {
	if (!countsContainer(stats)) return unknown('engine:/stats', 'the container has no separate cgroup');
	const memory = stats.memory_stats?.max_usage || stats.memory_stats?.usage || null;
	const pids = stats.pids_stats?.current ?? null;
	return memory === null && pids === null
		? unknown('engine:/stats', 'the container does not run')
		: known({
				memory,
				pids,
				source: 'stats',
				windows: {memory: stats.memory_stats?.max_usage ? seconds : null, pids: null},
			});
}
