import {
	type Capability,
	type CodeFile,
	codeFilesOf,
	decodeCapabilities,
	type HostTree,
	hasWord,
	type Known,
	known,
	openForeignTree,
	type ProcessFacts,
	readStatus,
	realPathOf,
	rootOf,
	unknown,
} from '../../base/index.js';

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
const MAX_BYTES = 2 ** 30;
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
	const files: Files = {read: new Map(), bytes: 0};
	const found = {chroot: new Set<string>(), audit: new Set<string>()};
	const kept = new Set<Capability>();
	const bounding = new Map<string, ReadonlySet<Capability>>();
	for (const {pid, command} of processes) {
		if (pid === null) return unseen;
		const name = String(command);
		const code = codeFilesOf(tree, pid);
		const status = readStatus(tree, pid);
		const held = decodeCapabilities(status?.field('CapBnd') ?? '');
		const permitted = decodeCapabilities(status?.field('CapPrm') ?? '');
		// Ended meanwhile: what it was is no longer known, and the others are.
		if (!code.known || code.value === null || held === null) {
			if (isGone(tree, pid)) continue;
			return code.known ? unseen : code;
		}
		bounding.set(`${name}:${pid}`, held);
		if (permitted !== null && permitted.size < held.size) for (const one of permitted) kept.add(one);
		if (code.value.some(({path}) => /\/libaudit\.so/.test(path))) found.audit.add(name);
		const may = await mayChroot(tree, code.value, files);
		if (!may.known && !isGone(tree, pid)) return may;
		if (may.known && may.value) found.chroot.add(name);
	}
	const tools = rawTools(tree, pid);
	if (!tools.known) return tools;
	const largest = Math.max(0, ...[...bounding.values()].map(set => set.size));
	const reduced = [...bounding].filter(([, set]) => set.size < largest).map(([key]) => key.replace(/:\d+$/, ''));
	return known({
		chroot: [...found.chroot],
		audit: [...found.audit],
		kept: [...kept],
		rawTools: tools.value,
		reducesBounding: [...new Set(reduced)],
	});
}

const rawToolNames = [
	...['ping', 'traceroute', 'fping', 'arping', 'nmap', 'tcpdump'],
	...['dumpcap', 'mtr-packet', 'hping3', 'keepalived', 'dhclient'],
];
const programFolders = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin', '/usr/local/sbin'];

/** A link too: busybox has several of them. */
function rawTools(tree: HostTree, pid: number): Known<readonly string[]> {
	const inside = openForeignTree(rootOf(tree, pid));
	const found = new Set<string>();
	for (const folder of new Set(programFolders.map(folder => realPathOf(inside, folder))))
		for (const name of rawToolNames) {
			const seen = inside.lstat(`${folder}/${name}`);
			if (!seen.known) return seen;
			if (seen.value?.isFile() === true || seen.value?.isSymbolicLink() === true) found.add(name);
		}
	return known([...found]);
}

const unseen: Known<never> = unknown('host:/proc', 'its programs cannot be read: run dockscope as root to see them');

const isGone = (tree: HostTree, pid: number): boolean => {
	const seen = tree.stat(`/proc/${pid}`);
	return seen.known && seen.value === null;
};

type Files = {readonly read: Map<string, boolean>; bytes: number};

async function mayChroot(tree: HostTree, code: readonly CodeFile[], files: Files): Promise<Known<boolean>> {
	if (!code.some(({path}) => libc.test(path))) return known(true);
	let missing: Known<boolean> = known(false);
	for (const file of code) {
		if (libc.test(file.path)) continue;
		const has = await hasCall(tree, file, files);
		if (has.known && has.value) return has;
		if (!has.known) missing = has;
	}
	return missing;
}

/** Each file is read once. */
async function hasCall(tree: HostTree, {path, link, refusal}: CodeFile, files: Files): Promise<Known<boolean>> {
	if (refusal !== null) return unknown(`host:${path}`, refusal);
	const seen = tree.stat(link);
	if (!seen.known) return seen;
	if (seen.value === null) return unknown(`host:${path}`, 'it is gone');
	const {dev, ino, size} = seen.value;
	const key = `${dev}:${ino}`;
	const read = files.read.get(key);
	if (read !== undefined) return known(read);
	files.bytes += size;
	const has = files.bytes > MAX_BYTES ? known(true) : await hasWord(tree, link, calls);
	if (has.known) files.read.set(key, has.value);
	return has;
}
