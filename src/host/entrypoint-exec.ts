import {type Known, unknown} from '../answers/index.js';
import type {HostTree} from './host-tree.js';

/** What a runtime calls the process that is about to exec the entrypoint. @source runc libcontainer/nsenter/nsexec.c */
const runtimeName = /^Name:\t(?:(?:runc|youki):\[|crun\n)/;
const runtimeFile = /runc|crun|youki|memfd/;

/**
 * Whether a container's first process has executed its entrypoint. An engine reports it as running as soon as the runtime may continue: for
 * a moment the process is still the runtime's, with capabilities that a non-root entrypoint will lose.
 */
export function hasExecedEntrypoint(tree: HostTree, pid: number): boolean {
	const status = tree.read(`/proc/${pid}/status`);
	if (!status.known || status.value === null || !runtimeName.test(status.value)) return true;
	// Any program can take that name, so its executable decides where it may be read.
	const file = tree.link(`/proc/${pid}/exe`);
	return file.known && file.value !== null && !runtimeFile.test(file.value);
}

export const entrypointNotExeced = (pid: number): Known<never> =>
	unknown(`host:/proc/${pid}`, 'the runtime is about to start its program');
