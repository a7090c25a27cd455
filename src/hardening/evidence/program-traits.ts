import {createReadStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import {type Known, known, unknown} from '../../answers/index.js';
import {type Capability, decodeCapabilities, type ProcessFacts} from '../../facts/index.js';
import type {HostTree} from '../../host/host-tree.js';
import {readStatus} from '../../host/process-table.js';

/** What the running programs of a container could do with capabilities that they do not show at every moment. */
export type ProgramTraits = {
	/** Short names of those that may call chroot(2): the name of the call is in their file. */
	readonly chroot: readonly string[];
	/** Those that write to the audit log of the kernel: libaudit is mapped, as by PAM. */
	readonly audit: readonly string[];
	/** Capabilities that a process kept when it gave up others: it counts on them, needed or not. */
	readonly kept: readonly Capability[];
	/** Installed programs that open raw sockets when they run, as a job may start them. */
	readonly rawTools: readonly string[];
	/** Those whose bounding set lacks what others have: they took it away, which needs CAP_SETPCAP. */
	readonly reducesBounding: readonly string[];
};

/** More are not read, and assumed to be able to. Node itself has about 120 MB. */
const mostBytes = 2 ** 30;
/** As a symbol of C, and of Go: `chroot`, `syscall.Chroot`. */
const calls = ['chroot', 'Chroot'] as const;
/** They define the call for every program. */
const libc = /\/(ld-|libc[.-]|ld-musl)[^/]*$/;

/**
 * Looks into the executables and libraries of a container's processes. Without the name of the function in one of them a program cannot call
 * it by name; a static one, which needs no name, is assumed to be able to.
 *
 * @source capabilities(7), CAP_SETPCAP: "drop capabilities from the bounding set"; libaudit(3); elf(5), .dynstr
 */
export async function programTraits(
	tree: HostTree,
	processes: readonly ProcessFacts[],
	pid: number,
): Promise<Known<ProgramTraits>> {
	const files = {read: new Map<string, boolean>(), bytes: 0};
	const found = {chroot: new Set<string>(), audit: new Set<string>()};
	const kept = new Set<Capability>();
	const bounding = new Map<string, ReadonlySet<Capability>>();
	for (const {pid, command} of processes) {
		if (pid === null) return unseen;
		const name = String(command);
		const maps = tree.read(`/proc/${pid}/maps`);
		const status = readStatus(tree, pid);
		const held = decodeCapabilities(status?.field('CapBnd') ?? '');
		const permitted = decodeCapabilities(status?.field('CapPrm') ?? '');
		// Ended meanwhile: what it was is no longer known, and the others are.
		if (!maps.known || maps.value === null || held === null) {
			if (isGone(tree, pid)) continue;
			return unseen;
		}
		bounding.set(`${name}:${pid}`, held);
		if (permitted !== null && permitted.size < held.size) for (const one of permitted) kept.add(one);
		if (/\/libaudit\.so/.test(maps.value)) found.audit.add(name);
		const may = await mayChroot(pid, maps.value, files);
		if (may === null && !isGone(tree, pid)) return unseen;
		if (may === true) found.chroot.add(name);
	}
	const largest = Math.max(0, ...[...bounding.values()].map(set => set.size));
	const reduced = [...bounding].filter(([, set]) => set.size < largest).map(([key]) => key.replace(/:\d+$/, ''));
	return known({
		chroot: [...found.chroot],
		audit: [...found.audit],
		kept: [...kept],
		rawTools: rawTools(tree, pid),
		reducesBounding: [...new Set(reduced)],
	});
}

/** A link too: busybox has several of them. */
const rawTools = (tree: HostTree, pid: number): string[] =>
	[
		'ping',
		'traceroute',
		'fping',
		'arping',
		'nmap',
		'tcpdump',
		'dumpcap',
		'mtr-packet',
		'hping3',
		'keepalived',
		'dhclient',
	].filter(name =>
		['usr/bin', 'usr/sbin', 'bin', 'sbin', 'usr/local/bin', 'usr/local/sbin'].some(folder => {
			const seen = tree.lstat(`/proc/${pid}/root/${folder}/${name}`);
			return seen.known && (seen.value?.isFile() === true || seen.value?.isSymbolicLink() === true);
		}),
	);

const unseen: Known<never> = unknown('host:/proc', 'its programs cannot be read: run dockscope as root to see them');

const isGone = (tree: HostTree, pid: number): boolean => {
	const seen = tree.stat(`/proc/${pid}`);
	return seen.known && seen.value === null;
};

type Files = {readonly read: Map<string, boolean>; bytes: number};

/** `null` when a file cannot be read. The links in `/proc` lead to what is mapped, whatever has that name by now. @source proc_pid_map_files(5) */
async function mayChroot(pid: number, maps: string, files: Files): Promise<boolean | null> {
	const mapped = maps.split('\n').flatMap(line => {
		const [, range, path] = /^(\S+) r-xp \S+ \S+ [1-9]\d* +(\/.*)$/.exec(line) ?? [];
		return range === undefined || path === undefined ? [] : [{range, path}];
	});
	if (!mapped.some(({path}) => libc.test(path))) return true;
	for (const {range, path} of mapped) {
		if (libc.test(path)) continue;
		const has = await hasCall(`/proc/${pid}/map_files/${range}`, files);
		if (has !== false) return has;
	}
	return false;
}

/** Each file is read once. */
async function hasCall(path: string, files: Files): Promise<boolean | null> {
	try {
		const {dev, ino, size} = await stat(path);
		const key = `${dev}:${ino}`;
		const known = files.read.get(key);
		if (known !== undefined) return known;
		files.bytes += size;
		const result = files.bytes > mostBytes || (await contains(path));
		files.read.set(key, result);
		return result;
	} catch {
		return null;
	}
}

async function contains(path: string): Promise<boolean> {
	let rest = Buffer.alloc(0);
	for await (const chunk of createReadStream(path, {highWaterMark: 2 ** 20})) {
		const text = Buffer.concat([rest, chunk as Buffer]);
		if (calls.some(call => text.includes(call))) return true;
		rest = text.subarray(-calls[0].length);
	}
	return false;
}
