import {findDaemon} from './daemon-process.js';
import type {HostTree} from './host-tree.js';
import {processesNamed, readStatus} from './process-table.js';

/**
 * Processes that start containers for this engine: whatever they fork is followed. Its dockerd has its own
 * containerd, or uses the host's; those of other engines on the host would only fill the trace.
 *
 * @param socketPath  of the engine; `null` when it is not reached through one
 */
export function containerStarters(tree: HostTree, socketPath: string | null): number[] {
	const named = processesNamed(tree, new Set(['dockerd', 'containerd', 'conmon', 'podman']));
	const daemons = named.get('dockerd') ?? [];
	const all = ['containerd', 'conmon', 'podman'].flatMap(name => named.get(name) ?? []);
	const daemon = findDaemon(tree, daemons, socketPath);
	if (!daemon.known) return all;
	const parents = new Map((named.get('containerd') ?? []).map(pid => [pid, readStatus(tree, pid)?.parent ?? 0]));
	const own = [...parents].filter(([, parent]) => parent === daemon.value.pid);
	const shared = [...parents].filter(([, parent]) => !daemons.includes(parent));
	return (own.length > 0 ? own : shared).map(([pid]) => pid);
}
