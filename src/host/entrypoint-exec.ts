import {type Known, unknown} from '../answers/index.js';
import type {HostTree} from './host-tree.js';

/** What a runtime calls the process that is about to become the program of a container. @source runc libcontainer/nsenter/nsexec.c */
const runtimeName = /^Name:\t(?:(?:runc|youki):\[|crun\n)/;
const runtimeFile = /runc|crun|youki|memfd/;

/**
 * Whether a container's first process runs its program yet. An engine says that it runs as soon as its runtime was told to go on: for a
 * moment the process is the runtime's still, with the capabilities that the program will lose where its user is not root.
 */
export function hasExecedEntrypoint(tree: HostTree, pid: number): boolean {
	// The first line of a text that is read anyway; the rest of it is not looked at twice.
	const status = tree.read(`/proc/${pid}/status`);
	if (!status.known || status.value === null || !runtimeName.test(status.value)) return true;
	// Any program may take that name. Where its file is ours to see, that tells.
	const file = tree.link(`/proc/${pid}/exe`);
	return file.known && file.value !== null && !runtimeFile.test(file.value);
}

export const entrypointNotExeced = (pid: number): Known<never> =>
	unknown(`host:/proc/${pid}`, 'the runtime is about to start its program');
