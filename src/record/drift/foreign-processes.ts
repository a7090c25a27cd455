import {
	type ContainerFacts,
	type ContainerInspect,
	type HostTree,
	isInContainer,
	type Known,
	known,
	maskSecrets,
	membersOfControlGroup,
	notInContainer,
	type SafeText,
	unknown,
} from '../../base/index.js';
import type {ProgramOrigin} from '../recorder/activity.js';
import {originOf} from '../recorder/sources/task-activity.js';

/** A process whose program is not a file of the image. */
export type ForeignProcess = {
	readonly pid: number;
	readonly path: SafeText;
	readonly origin: Exclude<ProgramOrigin, 'image' | 'unknown'> | 'replaced';
};
export type ForeignProcesses = {
	readonly processes: readonly ForeignProcess[];
	/** Processes whose program could not be looked at. */
	readonly unseen: number;
};

/** What decides where its programs may come from. */
export type ForeignSubject = Pick<ContainerFacts, 'id' | 'pid' | 'mounts'> & {
	readonly raw: Pick<ContainerInspect, 'Id' | 'GraphDriver' | 'HostConfig'>;
};

/** A container decides how many processes it has. */
const MAX_PROCESSES = 4_096;

/** The processes of a running container that do not come from its image, as /proc and its writable layer show them. */
export function foreignProcesses(tree: HostTree, facts: ForeignSubject): Known<ForeignProcesses> {
	const {id, pid} = facts;
	if (pid === null) return unknown('engine:/containers/json', 'it is not running');
	const source = `host:/proc/${pid}`;
	if (!isInContainer(tree, pid, id)) return notInContainer(pid);
	const members = membersOfControlGroup(tree, pid, id);
	if (members === null) return unknown(source, 'no cgroup of the container is visible from here');
	if (members.length > MAX_PROCESSES) return unknown(source, `it has more than ${MAX_PROCESSES} processes`);
	const home = namespaceOf(tree, pid);
	if (home === null) return unknown(source, 'which program a process runs needs root on the host of the engine');
	const found: ForeignProcess[] = [];
	let unseen = 0;
	for (const member of members) {
		const link = tree.link(`/proc/${member}/exe`);
		// It has ended, or is a thread of the kernel.
		if (link.known && link.value === null) continue;
		// What has another root than the container, as those of an engine inside it, is compared with nothing.
		const origin =
			!link.known || namespaceOf(tree, member) !== home ? 'unknown' : programOrigin(tree, facts, member, link.value ?? '');
		if (origin === 'unknown') unseen += 1;
		else if (origin !== 'image' && link.known)
			found.push({pid: member, path: maskSecrets((link.value ?? '').replace(/ \(deleted\)$/, '')), origin});
	}
	return known({processes: found, unseen});
}

function namespaceOf(tree: HostTree, pid: number): string | null {
	const link = tree.link(`/proc/${pid}/ns/mnt`);
	return link.known ? link.value : null;
}

/**
 * Where the program of a process comes from. A removed file that was in the image leaves a whiteout in the writable layer; one that was only
 * there leaves nothing.
 */
function programOrigin(tree: HostTree, facts: ForeignSubject, pid: number, exe: string): ProgramOrigin | 'replaced' {
	const origin = originOf(tree, facts, pid, exe);
	const upper = facts.raw.GraphDriver?.Data?.['UpperDir'];
	if (!exe.endsWith(' (deleted)') || (origin !== 'image' && origin !== 'writable layer') || typeof upper !== 'string')
		return origin;
	const left = tree.lstat(upper + exe.replace(/ \(deleted\)$/, ''));
	if (!left.known) return 'unknown';
	if (left.value === null) return 'writable layer';
	return left.value.isFile() ? 'replaced' : origin;
}
