import type {ContainerStats} from '../answers/index.js';

/**
 * Whether a sample counts the container alone. Of one that has no control group of its own (rootless Podman on version 1,
 * `--cgroups=disabled`) Podman gives the memory of the root group, and neither a task nor processor time, which all that ever ran has.
 */
export const countsContainer = ({cpu_stats: cpu, memory_stats: memory, pids_stats: pids}: ContainerStats): boolean =>
	memory?.usage === undefined || (cpu?.cpu_usage?.total_usage ?? 0) > 0 || (pids?.current ?? 0) > 0;
