import {type Known, unknown} from '../answers/index.js';
import type {LiveState, ProcessFacts, SocketFacts} from '../facts/index.js';
import {containerProcesses} from './container-processes.js';
import {containerSockets} from './container-sockets.js';
import {type HostTree, readingOnce} from './host-tree.js';
import {liveState} from './process-truth.js';

export type ContainerOnHost = {
	readonly truth: Known<LiveState>;
	readonly sockets: SocketFacts;
	readonly processes: Known<readonly ProcessFacts[]>;
	/** False while the runtime is about to exec the entrypoint: a later look shows more. */
	readonly begun: boolean;
};

/**
 * What /proc shows of a container: what the kernel enforces on its first process, on what it listens, and its processes. All are read from
 * the same files, each of them once.
 *
 * @param pid  `State.Pid`, in our PID namespace: only of an engine verified to be local
 */
export function lookAtContainer(tree: HostTree, pid: number, containerId: string): ContainerOnHost {
	const look = readingOnce(tree);
	if (!hasExecedEntrypoint(look, pid)) return {...notStarted(pid), begun: false};
	return {
		begun: true,
		truth: liveState(look, pid, containerId),
		sockets: containerSockets(look, pid, containerId),
		processes: containerProcesses(look, pid, containerId),
	};
}

/** What a runtime calls the process that is about to exec the entrypoint. @source runc libcontainer/nsenter/nsexec.c */
const runtimeName = /^Name:\t(?:(?:runc|youki):\[|crun\n)/;
const runtimeFile = /runc|crun|youki|memfd/;

/**
 * Whether a container's first process has executed its entrypoint. An engine reports it as running as soon as the runtime may continue: for
 * a moment the process is still the runtime's, with capabilities that a non-root entrypoint will lose.
 */
function hasExecedEntrypoint(tree: HostTree, pid: number): boolean {
	const status = tree.read(`/proc/${pid}/status`);
	if (!status.known || status.value === null || !runtimeName.test(status.value)) return true;
	// Any program can take that name, so its executable decides where it may be read.
	const file = tree.link(`/proc/${pid}/exe`);
	return file.known && file.value !== null && !runtimeFile.test(file.value);
}

/** What is seen of a container whose entrypoint has not been executed. */
export function notStarted(pid: number): Omit<ContainerOnHost, 'begun'> {
	const reason = unknown(`host:/proc/${pid}`, 'the runtime is about to start its program');
	return {truth: reason, sockets: {own: reason, inNetwork: reason}, processes: reason};
}
