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
	/** False while the runtime is about to start its program: a later look shows more. */
	readonly begun: boolean;
};

/** Milliseconds for which the names of the host's accounts are kept: a fleet of 500 is looked through in less. */
const namesAreKept = 2000;

/**
 * What /proc shows of a container: what the kernel enforces on its first process, and its processes. Both stand in the same files, and
 * each is read once.
 *
 * @returns a look by `State.Pid`, in our pid namespace, and the container's id: only for an engine that is proven to be local
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
