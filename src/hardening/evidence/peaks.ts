import {type ContainerStats, type Known, known, unknown} from '../../answers/index.js';
import type {HostTree} from '../../host/host-tree.js';
import type {Peaks} from './evidence.js';

/** Highest memory and number of tasks that the kernel recorded for the container's control group, version 1 or 2. */
export function hostPeaks(tree: HostTree, pid: number): Known<Peaks> {
	const text = tree.read(`/proc/${pid}/cgroup`);
	if (!text.known || text.value === null) return unknown(`host:/proc/${pid}/cgroup`, 'not visible');
	const lines = text.value.split('\n').map(line => /^(\d+):([^:]*):(.*)$/.exec(line));
	const group = (controller: string): string | undefined =>
		lines.find(line => (line?.[2] ?? '').split(',').includes(controller))?.[3];
	const unified = lines.find(line => line?.[1] === '0' && line[2] === '')?.[3];

	const memory = first(tree, [
		`/sys/fs/cgroup/memory${group('memory')}/memory.max_usage_in_bytes`,
		`/sys/fs/cgroup${unified}/memory.peak`,
		`/sys/fs/cgroup${unified}/memory.current`,
	]);
	const pids = first(tree, [
		`/sys/fs/cgroup/pids${group('pids')}/pids.peak`,
		`/sys/fs/cgroup${unified}/pids.peak`,
		`/sys/fs/cgroup/pids${group('pids')}/pids.current`,
		`/sys/fs/cgroup${unified}/pids.current`,
	]);
	return memory === null && pids === null
		? unknown('host:/sys/fs/cgroup', 'the control group of the container is not visible')
		: known({memory, pids, source: 'cgroup'});
}

/** What one sample of the engine's statistics tells: less than a peak, unless the engine kept one (cgroup v1). */
export function sampledPeaks(stats: ContainerStats): Known<Peaks> {
	const memory = stats.memory_stats?.max_usage ?? stats.memory_stats?.usage ?? null;
	const pids = stats.pids_stats?.current ?? null;
	return memory === null && pids === null
		? unknown('engine:/stats', 'the container does not run')
		: known({memory, pids, source: 'stats'});
}

function first(tree: HostTree, paths: readonly string[]): number | null {
	for (const path of paths) {
		const text = tree.read(path);
		const value = text.known && text.value !== null ? Number(text.value.trim()) : Number.NaN;
		if (Number.isFinite(value) && value > 0) return value;
	}
	return null;
}
