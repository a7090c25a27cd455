import {type Known, known, unknown} from '../answers/index.js';
import {isWithin} from '../facts/host-paths.js';
import type {FileCapability, PrivilegedPrograms} from '../facts/index.js';
import type {SafeText} from '../text/safe-text.js';
import {isInContainer, notInContainer} from './control-group.js';
import {isRemote} from './foreign-file-systems.js';
import type {HostTree} from './host-tree.js';
import {parseMountTable} from './mount-table.js';
import {privilegedFilesOfMount} from './privileged-files.js';

/** File systems of the kernel, which hold no programs. */
const ofKernel =
	/^(proc|sysfs|cgroup2?|mqueue|devpts|securityfs|debugfs|tracefs|bpf|pstore|efivarfs|configfs|nsfs|hugetlbfs|binfmt_misc)$/;
export type ProgramSearch = {
	/** Mount points that are not searched, with what is mounted below them. */
	readonly skipped: readonly string[];
	/** Of each mount; with more, the result is unknown. */
	readonly mostEntries: number;
};

/**
 * Every setuid, setgid and file-capability program that a running container can execute: in its root file system, which includes what it
 * added itself, and in each of its mounts, by its own mount table. Where one part cannot be searched, the result is unknown. A mount with
 * nosuid gives nothing.
 */
export async function privilegedPrograms(
	tree: HostTree,
	pid: number,
	containerId: string,
	{skipped, mostEntries}: ProgramSearch,
	signal?: AbortSignal,
): Promise<Known<PrivilegedPrograms>> {
	if (!isInContainer(tree, pid, containerId)) return notInContainer(pid);
	const table = tree.read(`/proc/${pid}/mountinfo`);
	if (!table.known) return table;
	const mounts = parseMountTable(table.value ?? '');
	const points = new Set(mounts.map(({point}) => point));
	const found: {setuid: SafeText[]; setgid: SafeText[]; capable: FileCapability[]} = {setuid: [], setgid: [], capable: []};
	for (const {point, type, nosuid} of mounts) {
		if (ofKernel.test(type) || nosuid || skipped.some(one => isWithin(point, one))) continue;
		if (isRemote(point, type))
			return unknown(`host:${point}`, `${point} is on another machine or in user space (${type}), and not searched`);
		const place = point === '/' ? '' : point;
		const {setuid, setgid, capable} = await privilegedFilesOfMount(pid, place, points, mostEntries, signal);
		if (!setuid.known) return setuid;
		if (!setgid.known) return setgid;
		if (!capable.known) return capable;
		found.setuid.push(...setuid.value);
		found.setgid.push(...setgid.value);
		found.capable.push(...capable.value);
	}
	// This takes a while: the number may belong to another process by now.
	if (!isInContainer(tree, pid, containerId)) return notInContainer(pid);
	return points.has('/') ? known(found) : unknown(`host:/proc/${pid}/mountinfo`, 'its mounts are not visible');
}
