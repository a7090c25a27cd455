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

/** Larger programs are assumed to be able to. Node itself has about 120 MB. */
const mostBytes = 512 * 2 ** 20;
const call = Buffer.from('chroot\0');

/**
 * Looks into the executables and maps of a container's processes. A program that does not have the name of a system call's function in its
 * file cannot call it by name; one that does may never do so.
 *
 * @source capabilities(7), CAP_SETPCAP: "drop capabilities from the bounding set"; libaudit(3); elf(5), .dynstr
 */
export async function programTraits(
	tree: HostTree,
	processes: readonly ProcessFacts[],
	pid: number,
): Promise<Known<ProgramTraits>> {
	const chroot = new Map<string, boolean>();
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
		const may = await mayCall(`${tree.root === '/' ? '' : tree.root}/proc/${pid}/exe`, chroot);
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

/** Files, not links: those of busybox are in every image that has it. `ping` needs none in a network namespace of its own. */
const rawTools = (tree: HostTree, pid: number): string[] =>
	['fping', 'arping', 'nmap', 'tcpdump', 'dumpcap', 'mtr-packet', 'hping3', 'keepalived', 'dhclient'].filter(name =>
		['usr/bin', 'usr/sbin', 'bin', 'sbin', 'usr/local/bin', 'usr/local/sbin'].some(folder => {
			const seen = tree.lstat(`/proc/${pid}/root/${folder}/${name}`);
			return seen.known && seen.value?.isFile() === true;
		}),
	);

const unseen: Known<never> = unknown('host:/proc', 'its programs cannot be read: run dockscope as root to see them');

const isGone = (tree: HostTree, pid: number): boolean => {
	const seen = tree.stat(`/proc/${pid}`);
	return seen.known && seen.value === null;
};

/** Whether the executable contains the name; `null` when it cannot be read. Each file is read once. */
async function mayCall(path: string, before: Map<string, boolean>): Promise<boolean | null> {
	try {
		const {dev, ino, size} = await stat(path);
		const key = `${dev}:${ino}`;
		const result = before.get(key) ?? (size > mostBytes || (await contains(path)));
		before.set(key, result);
		return result;
	} catch {
		return null;
	}
}

async function contains(path: string): Promise<boolean> {
	let rest = Buffer.alloc(0);
	for await (const chunk of createReadStream(path, {highWaterMark: 2 ** 20})) {
		const text = Buffer.concat([rest, chunk as Buffer]);
		if (text.includes(call)) return true;
		rest = text.subarray(-call.length);
	}
	return false;
}
