import {type Known, known, unknown} from '../answers/index.js';
import {type ProcessFacts, processFacts} from '../facts/index.js';
import {accountNames} from './accounts.js';
import {isInContainer, membersOfControlGroup, notInContainer} from './control-group.js';
import {type HostTree, textAt} from './host-tree.js';
import {readStatus} from './process-table.js';

/** A container controls how many processes it has and how long their command lines are. */
const MOST_PROCESSES = 4096;
const LONGEST_LINE = 8192;

const TITLES = ['PID', 'PPID', 'UID', 'GID', 'SUPGID', 'USER', 'COMM', 'ARGS'];

/**
 * What `/top` would show of a container, read from /proc: forks no `ps`, leaves no event and needs no root. The processes
 * are those of its cgroup, including ones started by exec; uids are the host's.
 *
 * @param pid  `State.Pid`, in our PID namespace: only of an engine verified to be local
 * @param containerId  guards against a PID that the kernel has reused
 */
export function containerProcesses(tree: HostTree, pid: number, containerId?: string): Known<readonly ProcessFacts[]> {
	const source = `host:/proc/${pid}`;
	if (containerId !== undefined && !isInContainer(tree, pid, containerId)) return notInContainer(pid);
	const members = membersOfControlGroup(tree, pid, containerId);
	if (members === null) return unknown(source, 'no cgroup of the container is visible from here');
	if (members.length > MOST_PROCESSES) return unknown(source, `it has more than ${MOST_PROCESSES} processes`);
	const accounts = accountNames(tree);
	return known(processFacts({Titles: TITLES, Processes: members.flatMap(member => rowOf(tree, member, accounts))}));
}

/** Empty for a process that has ended meanwhile. */
function rowOf(tree: HostTree, pid: number, names: ReadonlyMap<number, string>): string[][] {
	const status = readStatus(tree, pid);
	if (status === null) return [];
	const args = shortened(textAt(tree, `/proc/${pid}/cmdline`).replaceAll('\0', ' ').trimEnd());
	const [, uid = 0] = status.uids;
	const [, gid = 0] = status.gids;
	return [
		[
			...[pid, status.parent, uid, gid].map(String),
			...[status.groups.join(',') || '-', names.get(uid) ?? '', status.name, args || `[${status.name}]`],
		],
	];
}

/** Cut between words: half a secret would no longer look like one. */
function shortened(line: string): string {
	if (line.length <= LONGEST_LINE) return line;
	const blank = line.lastIndexOf(' ', LONGEST_LINE);
	return `${line.slice(0, Math.max(0, blank))} …`;
}
