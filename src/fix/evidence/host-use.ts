import type {Stats} from 'node:fs';
import {
	type Capability,
	type HostTree,
	isWithin,
	type Known,
	known,
	openForeignTree,
	parseMountTable,
	processesOfGroup,
	rootOf,
	type SafeText,
	safe,
	sanitise,
	textAt,
	unknown,
} from '../../base/index.js';

/** What the processes of a container hold of the host at the moment of the look: it says nothing about what they do later. */
export type HostUse = {
	/** Device nodes that a process has open. */
	readonly devices: readonly SafeText[];
	readonly capabilities: readonly {readonly capability: Capability; readonly by: SafeText}[];
	/** A process writes to a setting of the kernel that the engine masks or makes read-only. */
	readonly writesKernel: boolean;
	/** Paths in the container that are open, mapped or a working directory. */
	readonly open: ReadonlySet<SafeText>;
	/** Those of them that are open for writing. */
	readonly written: ReadonlySet<SafeText>;
};

/** What lies below a mount of the host. */
export type BelowMount = {
	/** Seconds before the look at which something in it last changed. */
	readonly sinceChange: number;
	readonly hasSocket: boolean;
};

/** A container controls how much it has open. */
const MAX_DESCRIPTORS = 20_000;
const MAX_ENTRIES = 5000;

/**
 * @param pid  of its first process
 * @param given  where its configuration mounts something
 */
export function hostUse(tree: HostTree, pid: number, given: readonly string[]): Known<HostUse> {
	const use = {
		devices: new Set<SafeText>(),
		capabilities: new Map<Capability, SafeText>(),
		open: new Set<SafeText>(),
		written: new Set<SafeText>(),
	};
	const own = namespacesOf(tree, pid);
	let left = MAX_DESCRIPTORS;
	for (const one of processesOfGroup(tree, pid)) {
		const found = tree.some(`/proc/${one}/fd`, left);
		if (!found.known) return found;
		if (found.value === null) continue;
		if (!found.value.isAll) return unknown(`host:/proc/${one}/fd`, `more than ${MAX_DESCRIPTORS} files are open`);
		left -= found.value.names.length;
		const mapped = textAt(tree, `/proc/${one}/maps`).match(/\/\S[^\n]*$/gm) ?? [];
		for (const path of [...mapped, linkAt(tree, `/proc/${one}/cwd`)]) use.open.add(sanitise(path));
		for (const name of found.value.names) addDescriptor(tree, one, name, use);
		const entered = namespacesOf(tree, one).filter(namespace => !own.includes(namespace));
		if (entered.length > 0) use.capabilities.set('SYS_ADMIN', sanitise(`a process of it has another namespace (${entered[0]})`));
	}
	const [mounted] = ownMounts(tree, pid, given);
	if (mounted !== undefined) use.capabilities.set('SYS_ADMIN', safe`it mounted ${mounted}`);
	const {devices, capabilities, open, written} = use;
	return known({
		devices: [...devices].sort(),
		capabilities: [...capabilities].map(([capability, by]) => ({capability, by})),
		writesKernel: [...written].some(path => isWithin(path, '/proc/sys') || isWithin(path, '/sys')),
		open,
		written,
	});
}

const linkAt = (tree: HostTree, path: string): string => {
	const link = tree.link(path);
	return (link.known && link.value) || '';
};

const namespacesOf = (tree: HostTree, pid: number): string[] =>
	['mnt', 'net', 'pid'].map(name => linkAt(tree, `/proc/${pid}/ns/${name}`)).filter(text => text !== '');

type Found = {devices: Set<SafeText>; capabilities: Map<Capability, SafeText>; open: Set<SafeText>; written: Set<SafeText>};

/** Those that every container has. @source opencontainers/runc libcontainer/specconv/spec_linux.go (AllowedDevices) */
const usualDevices = /^\/dev\/(null|zero|full|u?random|tty|console|ptmx|pts\/|shm\/|mqueue\/|fd\/)/;

/** What the kernel asks of who opens it. @source capabilities(7), bpf(2), perf_event_open(2), tuntap.rst, fuse(4) */
const askedBy: readonly (readonly [RegExp, Capability])[] = [
	[/^anon_inode:\[?bpf[-_]/, 'BPF'],
	[/^anon_inode:\[?perf_event/, 'PERFMON'],
	[/^anon_inode:\[?fanotify/, 'SYS_ADMIN'],
	[/^\/dev\/net\/tun$/, 'NET_ADMIN'],
	[/^\/dev\/fuse$/, 'SYS_ADMIN'],
	[/^\/dev\/kmsg$/, 'SYSLOG'],
	[/^\/dev\/(mem|kmem|port|cpu\/\d+\/msr)$/, 'SYS_RAWIO'],
];

function addDescriptor(tree: HostTree, pid: number, name: string, {devices, capabilities, open, written}: Found): void {
	const target = linkAt(tree, `/proc/${pid}/fd/${name}`);
	const asked = askedBy.find(([pattern]) => pattern.test(target));
	if (asked !== undefined) capabilities.set(asked[1], sanitise(target));
	if (!target.startsWith('/')) return;
	const path = sanitise(target);
	open.add(path);
	if (target.startsWith('/dev/') && !usualDevices.test(target)) devices.add(path);
	// O_WRONLY or O_RDWR, the two lowest bits of the octal number. @source proc_pid_fdinfo(5)
	const [, digit = '0'] = /^flags:\s*\d*(\d)$/m.exec(textAt(tree, `/proc/${pid}/fdinfo/${name}`)) ?? [];
	if (Number(digit) % 4 !== 0) written.add(path);
}

/** What was mounted in it after it started, which takes SYS_ADMIN. */
function ownMounts(tree: HostTree, pid: number, given: readonly string[]): SafeText[] {
	const table = parseMountTable(textAt(tree, `/proc/${pid}/mountinfo`));
	const isGiven = (point: string): boolean =>
		point === '/' || ['/proc', '/sys', '/dev', '/etc', '/run', ...given].some(place => isWithin(point, place));
	return table.filter(({point}) => !isGiven(point)).map(({point}) => sanitise(point));
}

/**
 * Looks through what a mount brings, without following links.
 *
 * @param at  where the container has it
 * @param now  milliseconds since the epoch
 */
export function belowMount(tree: HostTree, pid: number, at: string, now: number): Known<BelowMount> {
	const inside = openForeignTree(rootOf(tree, pid));
	const top = inside.lstat(at);
	if (!top.known) return top;
	let newest = 0;
	let hasSocket = false;
	let left = MAX_ENTRIES;
	const folders: string[] = [];
	const look = (path: string, stats: Stats | null): void => {
		if (stats === null) return;
		newest = Math.max(newest, stats.mtimeMs, stats.ctimeMs);
		hasSocket ||= stats.isSocket();
		if (stats.isDirectory()) folders.push(path);
	};
	look(at, top.value);
	for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
		const found = inside.entries(folder, left);
		if (!found.known) return found;
		if (found.value === null || !found.value.isAll) return unknown(`host:${at}`, `it has more than ${MAX_ENTRIES} files`);
		left -= found.value.entries.length;
		for (const {name, stats} of found.value.entries) {
			if (!stats.known) return stats;
			look(`${folder}/${name}`, stats.value);
		}
	}
	return known({sinceChange: Math.max(0, Math.round((now - newest) / 1000)), hasSocket});
}
