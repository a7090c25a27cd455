import type {HostTree} from './host-tree.js';

/** Controllers whose version 1 hierarchy a container always has its own group in. */
const HIERARCHIES = ['pids', 'memory', 'devices', 'freezer', 'cpu,cpuacct', 'cpuacct', 'cpu'];

/**
 * Whether a process is one of the container, whose id nobody can guess: its control group names it, or, where an engine has no control
 * groups (rootless on version 1), the shim that is its parent was started for it.
 */
export function isInContainer(tree: HostTree, pid: number, containerId: string): boolean {
	const text = tree.read(`/proc/${pid}/cgroup`);
	return (text.known && (text.value ?? '').includes(containerId)) || isChildOfShim(tree, pid, containerId);
}

/** `containerd-shim-runc-v2 … -id ID`, `conmon … -c ID` */
function isChildOfShim(tree: HostTree, pid: number, containerId: string): boolean {
	const status = tree.read(`/proc/${pid}/status`);
	const parent = /^PPid:\s*(\d+)$/m.exec((status.known && status.value) || '')?.[1];
	const line = parent === undefined ? null : tree.read(`/proc/${parent}/cmdline`);
	const [program = '', ...words] = ((line?.known === true && line.value) || '').split('\0');
	return /(^|\/)(containerd-shim[\w-]*|conmon)$/.test(program) && words.includes(containerId);
}

/** Processes that share the control group of a container's first process; at least itself. */
export const processesOfGroup = (tree: HostTree, pid: number): number[] => membersOfControlGroup(tree, pid) ?? [pid];

/** The same with those of groups below it; `null` when the group cannot be seen. */
export function membersOfControlGroup(tree: HostTree, pid: number): number[] | null {
	const text = tree.read(`/proc/${pid}/cgroup`);
	const lines = ((text.known && text.value) || '').split('\n').map(line => line.split(':'));
	const unified = lines
		.find(([id, controllers]) => id === '0' && controllers === '')
		?.slice(2)
		.join(':');
	const legacy = HIERARCHIES.map(name => ({
		name,
		path: lines
			.find(([, controllers]) => controllers === name)
			?.slice(2)
			.join(':'),
	}));
	const directories = [
		...legacy.flatMap(({name, path}) => (isOwn(path) ? [`/sys/fs/cgroup/${name}${path}`] : [])),
		...(isOwn(unified) ? [`/sys/fs/cgroup${unified}`, `/sys/fs/cgroup/unified${unified}`] : []),
	];
	for (const directory of directories) {
		const pids = collect(tree, directory, 0);
		if (pids.length > 0) return pids;
	}
	return null;
}

/** The root group is nobody's own; `/../` points outside our cgroup namespace. */
const isOwn = (path: string | undefined): path is string => path !== undefined && path !== '/' && !path.includes('/..');

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
