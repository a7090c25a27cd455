import {type ContainerStats, countsContainer} from '../../base/index.js';

export type Meter = {
	/** Percent of one core since the sample before; `null` on the first one. */
	readonly cpu: number | null;
	/** Bytes without reclaimable page cache; `null` when the engine does not count memory. */
	readonly memory: number | null;
	/** Bytes in a second since the sample before, in and out; `null` on the first one, or where the engine does not count. */
	readonly network: number | null;
	readonly tasks: number | null;
	/** Counters of this sample, for the next one. */
	readonly counters: {readonly used: number; readonly system: number; readonly at: number; readonly network: number | null};
};

/**
 * Converts one sample into a meter. A one-shot answer has no previous counters, so the previous sample is ours; without
 * a system counter (Podman, cgroup v1 under some kernels) wall-clock time is used.
 *
 * @param at  milliseconds since the epoch at which the answer came
 * @source docker/cli cli/command/container/stats_helpers.go (calculateCPUPercentUnix, calculateMemUsageUnixNoCache)
 */
export function meterOf(stats: ContainerStats, before: Meter | undefined, at: number): Meter {
	const used = stats.cpu_stats?.cpu_usage?.total_usage ?? 0;
	const system = stats.cpu_stats?.system_cpu_usage ?? 0;
	const counts = countsContainer(stats);
	const network = networkOf(stats);
	return {
		cpu: counts ? cpuSince(before, {used, system, at, network}, stats.cpu_stats?.online_cpus ?? 1) : null,
		memory: counts ? memoryOf(stats) : null,
		network: networkSince(before, network, at),
		tasks: counts ? (stats.pids_stats?.current ?? null) : null,
		counters: {used, system, at, network},
	};
}

function cpuSince(before: Meter | undefined, now: Meter['counters'], cpus: number): number | null {
	if (!before) return null;
	const used = now.used - before.counters.used;
	// A restart resets the counters.
	if (used < 0) return null;
	const system = now.system - before.counters.system;
	if (system > 0) return (used / system) * cpus * 100;
	const wall = (now.at - before.counters.at) * 1e6;
	return wall > 0 ? (used / wall) * 100 : null;
}

/** With the network of the host or of another container the engine counts nothing. */
const networkOf = ({networks}: ContainerStats): number | null =>
	networks == null
		? null
		: Object.values(networks).reduce((sum, {rx_bytes, tx_bytes}) => sum + (rx_bytes ?? 0) + (tx_bytes ?? 0), 0);

function networkSince(before: Meter | undefined, network: number | null, at: number): number | null {
	if (network === null || before?.counters.network == null) return null;
	const [moved, seconds] = [network - before.counters.network, (at - before.counters.at) / 1000];
	return moved >= 0 && seconds > 0 ? moved / seconds : null;
}

function memoryOf(stats: ContainerStats): number | null {
	const usage = stats.memory_stats?.usage;
	if (usage === undefined) return null;
	const counts = stats.memory_stats?.stats ?? {};
	const reclaimable = counts['total_inactive_file'] ?? counts['inactive_file'] ?? 0;
	return reclaimable < usage ? usage - reclaimable : usage;
}
