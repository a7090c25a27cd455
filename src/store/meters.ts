import type {ContainerStats} from '../answers/index.js';
import {countsContainer} from '../facts/stats.js';

/** What the meters of a row show. */
export type Meter = {
	/** Percent of one core since the sample before; `null` on the first one. */
	readonly cpu: number | null;
	/** Bytes without the page cache that can be given back; `null` when the engine counts none. */
	readonly memory: number | null;
	/** Counters of this sample, for the next one. */
	readonly counters: {readonly used: number; readonly system: number; readonly at: number};
};

/**
 * One sample turned into a meter. A one-shot answer carries no earlier counters, so the earlier sample is ours; where the engine gives
 * no system counter (Podman, cgroup v1 under some kernels) the wall clock takes its place.
 *
 * @param at  milliseconds since the epoch at which the answer came
 * @source docker/cli cli/command/container/stats_helpers.go (calculateCPUPercentUnix, calculateMemUsageUnixNoCache)
 */
export function meterOf(stats: ContainerStats, before: Meter | undefined, at: number): Meter {
	const used = stats.cpu_stats?.cpu_usage?.total_usage ?? 0;
	const system = stats.cpu_stats?.system_cpu_usage ?? 0;
	const counts = countsContainer(stats);
	return {
		cpu: counts ? cpuSince(before, {used, system, at}, stats.cpu_stats?.online_cpus ?? 1) : null,
		memory: counts ? memoryOf(stats) : null,
		counters: {used, system, at},
	};
}

function cpuSince(before: Meter | undefined, now: Meter['counters'], cpus: number): number | null {
	if (!before) return null;
	const used = now.used - before.counters.used;
	// A restart sets the counters back.
	if (used < 0) return null;
	const system = now.system - before.counters.system;
	if (system > 0) return (used / system) * cpus * 100;
	const wall = (now.at - before.counters.at) * 1e6;
	return wall > 0 ? (used / wall) * 100 : null;
}

function memoryOf(stats: ContainerStats): number | null {
	const usage = stats.memory_stats?.usage;
	if (usage === undefined) return null;
	const counts = stats.memory_stats?.stats ?? {};
	const reclaimable = counts['total_inactive_file'] ?? counts['inactive_file'] ?? 0;
	return reclaimable < usage ? usage - reclaimable : usage;
}
