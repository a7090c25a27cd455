import {type Known, unknown} from '../answers/index.js';
import {type HostTree, textAt} from './host-tree.js';
import {readStatus} from './process-table.js';

/** cgroup v1 controllers in which a container always has its own group. */
const HIERARCHIES = ['pids', 'memory', 'devices', 'freezer', 'cpu,cpuacct', 'cpuacct', 'cpu'];

/**
 * Whether a process belongs to the container: its cgroup contains the container id, which cannot be guessed, or, where an engine uses no
 * cgroups (rootless on v1), its parent is the shim started for that container.
 */
export function isInContainer(tree: HostTree, pid: number, containerId: string): boolean {
	const text = tree.read(`/proc/${pid}/cgroup`);
	return (text.known && (text.value ?? '').includes(containerId)) || isChildOfShim(tree, pid, containerId);
}

/** A PID may be reused once its process has ended: the new process says nothing about the container. */
export const notInContainer = (pid: number): Known<never> =>
	unknown(`host:/proc/${pid}`, 'the process does not, or no longer, belong to this container');

const isChildOfShim = (tree: HostTree, pid: number, containerId: string): boolean => shimOf(tree, pid, containerId) !== null;

/**
 * The process that was started for one container and is the parent of its first: `containerd-shim-runc-v2 … -id ID`, `conmon … -c ID`. With
 * containerd's shim everything that is started in it later has the same parent.
 */
export function shimOf(
	tree: HostTree,
	pid: number,
	containerId: string,
): {readonly pid: number; readonly isOfContainerd: boolean} | null {
	const parent = parentOf(tree, pid);
	// A process in another PID namespace belongs to a container: reading its arguments may block.
	const isOfHost = parent !== null && readStatus(tree, Number(parent))?.nestedPidNamespaces === 0;
	const line = isOfHost ? tree.read(`/proc/${parent}/cmdline`) : null;
	const [program = '', ...words] = ((line?.known === true && line.value) || '').split('\0');
	const [, name] = /(?:^|\/)(containerd-shim[\w-]*|conmon)$/.exec(program) ?? [];
	return name === undefined || !words.includes(containerId) ? null : {pid: Number(parent), isOfContainerd: name !== 'conmon'};
}

function parentOf(tree: HostTree, pid: number): string | null {
	return /^PPid:\s*([1-9]\d*)$/m.exec(textAt(tree, `/proc/${pid}/status`))?.[1] ?? null;
}

/**
 * The cgroups of a container's first process that belong to the container, by controller as named in /proc; `''` is
 * the unified hierarchy. Where an engine creates none (rootless on v1, `--cgroups=disabled`), the process stays in the cgroup of
 * the shim that started it, with everything else that runs there: such a cgroup says nothing about the container.
 *
 * @param containerId  if known: a cgroup that contains it need not be compared with the shim's
 */
export function ownGroups(tree: HostTree, pid: number, containerId: string | null = null): ReadonlyMap<string, string> {
	const groups = [...groupsOf(tree, pid)].filter(([, path]) => isOwn(path));
	if (containerId !== null && groups.every(([, path]) => path.includes(containerId))) return new Map(groups);
	const parent = parentOf(tree, pid);
	const shims = parent === null ? null : groupsOf(tree, Number(parent));
	return new Map(groups.filter(([controllers, path]) => shims?.get(controllers) !== path));
}

function groupsOf(tree: HostTree, pid: number): ReadonlyMap<string, string> {
	const lines = textAt(tree, `/proc/${pid}/cgroup`)
		.split('\n')
		.map(line => /^\d+:([^:]*):(.*)$/.exec(line));
	return new Map(lines.flatMap(line => (line === null ? [] : [[line[1] ?? '', line[2] ?? ''] as const])));
}

/** Processes that share the cgroup of a container's first process; at least itself. */
export const processesOfGroup = (tree: HostTree, pid: number): number[] => membersOfControlGroup(tree, pid) ?? [pid];

/** The same including child cgroups; `null` when it has no cgroup that can be seen. */
export function membersOfControlGroup(tree: HostTree, pid: number, containerId: string | null = null): number[] | null {
	const groups = ownGroups(tree, pid, containerId);
	const unified = groups.get('');
	const directories = [
		...HIERARCHIES.flatMap(name => (groups.has(name) ? [`/sys/fs/cgroup/${name}${groups.get(name)}`] : [])),
		...(unified === undefined ? [] : [`/sys/fs/cgroup${unified}`, `/sys/fs/cgroup/unified${unified}`]),
	];
	for (const directory of directories) {
		const pids = collect(tree, directory, 0);
		if (pids.length > 0) return pids;
	}
	return null;
}

/** The root cgroup belongs to no container; `/../` points outside our cgroup namespace. */
const isOwn = (path: string): boolean => path !== '/' && !path.includes('/..');

function collect(tree: HostTree, directory: string, depth: number): number[] {
	const text = tree.read(`${directory}/cgroup.procs`);
	if (!text.known || text.value === null) return [];
	const own = text.value
		.split('\n')
		.filter(line => /^\d+$/.test(line))
		.map(Number);
	const below = depth < 8 ? tree.directories(directory) : null;
	const groups = (below?.known && below.value) || [];
	return [...own, ...groups.flatMap(name => collect(tree, `${directory}/${name}`, depth + 1))];
}
