import type {Known} from '../answers/index.js';
import type {ProcessFacts, ProcessTruth} from '../facts/index.js';
import {accountNames} from './accounts.js';
import {containerProcesses} from './container-processes.js';
import {groupPlace} from './control-group.js';
import {entrypointNotExeced, hasExecedEntrypoint} from './entrypoint-exec.js';
import {type HostTree, readingOnce} from './host-tree.js';
import {ownLabel, processTruth} from './process-truth.js';

export type ContainerOnHost = {
	readonly truth: Known<ProcessTruth>;
	readonly processes: Known<readonly ProcessFacts[]>;
	/** False while the runtime is about to exec the entrypoint: a later look shows more. */
	readonly begun: boolean;
};

/** Milliseconds for which account names of the host are cached: reading a fleet of 500 takes less. */
const namesAreKept = 2000;

/**
 * What /proc shows of a container: what the kernel enforces on its first process, and its processes. Both are read from the same files,
 * each of them once.
 *
 * @returns a function of `State.Pid`, in our PID namespace, and the container's id: only for an engine verified to be local
 */
export function lookAtContainers(tree: HostTree): (pid: number, containerId: string) => ContainerOnHost {
	let names: ReadonlyMap<number, string> = new Map();
	let readAt = Number.NEGATIVE_INFINITY;
	const accounts = () => {
		if (performance.now() - readAt > namesAreKept) {
			names = accountNames(tree);
			readAt = performance.now();
		}
		return names;
	};
	const place = groupPlace();
	const lasting = new Map<string, Known<string | null>>();
	return (pid, containerId) => {
		if (lasting.size === 0) lasting.set(ownLabel, tree.read(ownLabel));
		const look = readingOnce(tree, lasting);
		if (!hasExecedEntrypoint(look, pid))
			return {truth: entrypointNotExeced(pid), processes: entrypointNotExeced(pid), begun: false};
		return {
			begun: true,
			truth: processTruth(look, pid, containerId, place),
			processes: containerProcesses(look, pid, containerId, accounts, place),
		};
	};
}
