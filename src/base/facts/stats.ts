import type {ContainerStats} from '../answers/index.js';

/**
 * Whether a sample covers just the container. For one without its own cgroup (rootless Podman on cgroup v1,
 * `--cgroups=disabled`) Podman returns the memory of the root cgroup, and neither tasks nor CPU time, which anything that ran has.
 */
export const countsContainer = ({cpu_stats: cpu, memory_stats: memory, pids_stats: pids}: ContainerStats): boolean =>
	memory?.usage === undefined || (cpu?.cpu_usage?.total_usage ?? 0) > 0 || (pids?.current ?? 0) > 0;
