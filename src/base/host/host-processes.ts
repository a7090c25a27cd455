import {decodeCapabilities, type HostProcess} from '../facts/index.js';
import type {HostTree} from './host-tree.js';
import type {ProcessStatus} from './process-table.js';
import {identityOf} from './runtime-sockets.js';

/**
 * Who runs on the host outside its containers: each user with the capabilities of its processes once. Only those through which another
 * process gets to the host's files: in the first user namespace, with the host's root directory, and not closed to tracers of the same user.
 */
export function searchHostProcesses(tree: HostTree) {
	const top = tree.stat('/');
	const namespace = tree.link('/proc/self/ns/user');
	const root = top.known && top.value !== null ? identityOf(top.value) : null;
	const found = new Map<string, HostProcess>();
	let isSeen = root !== null && namespace.known;
	return {
		lookAt(pid: number, status: ProcessStatus): void {
			const [uid, ...uids] = status.uids;
			const [gid, ...gids] = status.gids;
			const capabilities = decodeCapabilities(status.field('CapPrm') ?? '');
			if (!namespace.known || uid === undefined || gid === undefined || capabilities === null) return;
			// Who may enter these needs nothing else.
			if (capabilities.has('SYS_PTRACE')) return;
			if (status.nestedPidNamespaces > 0 || uids.some(one => one !== uid) || gids.some(one => one !== gid)) return;
			const key = [uid, gid, status.field('CapPrm')].join();
			if (found.has(key) || !isDumpable(tree, pid, uid)) return;
			const at = tree.stat(`/proc/${pid}/root/`);
			const of = tree.link(`/proc/${pid}/ns/user`);
			if (!at.known || !of.known) isSeen = false;
			else if (of.value === namespace.value && at.value !== null && identityOf(at.value) === root)
				found.set(key, {uid, gid, capabilities: [...capabilities]});
		},
		/** `null` where the root directories of other processes are not ours to see. */
		found: (): readonly HostProcess[] | null =>
			isSeen ? [...found.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, process]) => process) : null,
	};
}

/**
 * What a process that changed its user without a new program may hold in memory is closed to others of that user: its files in /proc are
 * then root's. @source proc(5), PR_SET_DUMPABLE(2const)
 */
function isDumpable(tree: HostTree, pid: number, uid: number): boolean {
	const seen = tree.stat(`/proc/${pid}`);
	return seen.known && seen.value?.uid === uid;
}
