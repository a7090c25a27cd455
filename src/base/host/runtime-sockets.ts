import {basename, isAbsolute, join} from 'node:path';
import {canonical, isWithin} from '../facts/host-paths.js';
import {type FileAccess, isSocketName} from '../facts/index.js';
import {realPathOf} from './file-facts.js';
import {type HostTree, textAt} from './host-tree.js';
import {heldSockets} from './listening-sockets.js';
import {holderOf, type Mount, parseMountTable} from './mount-table.js';
import {readStatus, runsProgram} from './process-table.js';
import {unixListeners} from './unix-sockets.js';

/** Programs whose API starts containers, by the name of their process. */
export const runtimePrograms = ['dockerd', 'containerd', 'podman', 'buildkitd', 'crio', 'cri-dockerd', 'balenad'] as const;

/** A socket on which something listens, as the host sees its file. */
export type ListeningFile = {
	/** Each path that leads to it: where it was bound, and of a runtime's where a mount shows it again, without hard links. Of others empty. */
	readonly names: readonly string[];
	/** Device and inode, the same for each hard link. */
	readonly identity: string;
	readonly device: number;
	readonly hardLinks: number;
	readonly file: FileAccess;
};

export type RuntimeSockets = {
	/** Of container runtimes; that through which the engine was reached is the first. */
	readonly runtime: readonly ListeningFile[];
	readonly others: readonly ListeningFile[];
	/** Those of which the process is not ours to see. */
	readonly unseen: readonly ListeningFile[];
	/** All names of the first. */
	readonly names: readonly string[];
};

/**
 * Sockets of dockerd and containerd that do not serve their API.
 * @source moby daemon/libnetwork/sandbox_externalkey_unix.go, daemon/metrics_unix.go; containerd cmd/containerd/server (ServeDebug: pprof)
 */
const NOT_THE_API = /\/libnetwork\/[^/]+\.sock$|\/metrics\.sock$|\/(containerd-)?debug\.sock$/;

/**
 * The unix sockets that listen on this host, by who listens: the open files of a container runtime show which are its, whatever their
 * names. Where the open files are not ours to see, and where systemd holds the socket until the first client comes, the known addresses
 * and the usual names decide.
 *
 * @param candidates  processes that call themselves one of `runtimePrograms`
 * @param addresses   where the engine and its containerd are said to listen
 */
export function findRuntimeSockets(
	tree: HostTree,
	candidates: readonly number[],
	addresses: readonly (string | null)[],
): RuntimeSockets {
	const runtimes = candidates.filter(pid => isRuntime(tree, pid));
	const held = new Map<string, number>();
	// Where no runtime is seen at all (hidepid, another pid namespace), nothing is known of who listens.
	let allSeen = runtimes.length > 0;
	for (const pid of runtimes) {
		const {inodes, isAll} = heldSockets(tree, pid);
		if (isAll !== true) allSeen = false;
		for (const inode of inodes) held.set(inode, pid);
	}
	const known = addresses.flatMap(path => (path === null ? [] : realPathOf(tree, path)));
	const isKnown = (path: string) =>
		isSocketName(canonical(path)) || known.some(one => basename(one) === basename(path) && one === realPathOf(tree, path));
	const namesOf = nameReader(tree);
	const found = {runtime: [] as ListeningFile[], others: [] as ListeningFile[], unseen: [] as ListeningFile[]};
	for (const {inode, path} of listenersOf(tree, runtimes)) {
		const pid = held.get(inode);
		const bound = isAbsolute(path) ? path : join(workingDirectory(tree, pid), path);
		const file = fileAt(tree, bound, pid);
		if (file === null) continue;
		const isOther = !isKnown(bound) && (pid === undefined || NOT_THE_API.test(path));
		// A shim of containerd listens for each container: what is no runtime's for sure is not looked at any further.
		if (isOther && allSeen) found.others.push(file);
		else if (isOther) found.unseen.push({...file, names: [realPathOf(tree, bound)]});
		else found.runtime.push({...file, names: namesOf(file, bound)});
	}
	const [own] = known;
	const isOwn = ({names}: ListeningFile) => own !== undefined && names.includes(own);
	const runtime = found.runtime.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
	return {...found, runtime, names: runtime.flatMap(({names}) => names)};
}

/** A process of a container that took the name is none. */
function isRuntime(tree: HostTree, pid: number): boolean {
	const status = readStatus(tree, pid);
	return status?.nestedPidNamespaces === 0 && runsProgram(tree, pid, status.name) !== false;
}

/** In our network namespace, and in those of the runtimes: a table shows only its own. */
function listenersOf(tree: HostTree, runtimes: readonly number[]) {
	const namespaces = new Map<string, string>([[namespaceOf(tree, 'self'), '/proc/net/unix']]);
	for (const pid of runtimes) {
		const namespace = namespaceOf(tree, pid);
		if (!namespaces.has(namespace)) namespaces.set(namespace, `/proc/${pid}/net/unix`);
	}
	const listeners = [...namespaces.values()].flatMap(path => unixListeners(textAt(tree, path)));
	return new Map(listeners.map(listener => [listener.inode, listener])).values();
}

function namespaceOf(tree: HostTree, pid: number | 'self'): string {
	const link = tree.link(`/proc/${pid}/ns/net`);
	return (link.known && link.value) || `of ${pid}`;
}

/** The file of a socket, `null` when it is gone; `pid`: the process that listens, whose root may be another than ours. */
function fileAt(tree: HostTree, bound: string, pid: number | undefined): ListeningFile | null {
	const stats = (pid === undefined ? null : socketAt(tree, `/proc/${pid}/root${bound}`)) ?? socketAt(tree, bound);
	if (stats === null) return null;
	const file = {uid: stats.uid, gid: stats.gid, mode: stats.mode & 0o7777};
	return {names: [], identity: identityOf(stats), device: stats.dev, hardLinks: stats.nlink, file};
}

/** The paths that lead to a socket from our root directory. */
function nameReader(tree: HostTree) {
	let mounts: readonly Mount[] | null = null;
	return ({identity}: ListeningFile, bound: string): string[] => {
		mounts ??= parseMountTable(textAt(tree, '/proc/self/mountinfo'));
		const real = realPathOf(tree, bound);
		return [real, ...shownAgain(mounts, real)].filter(name => {
			const there = socketAt(tree, name);
			return there !== null && identityOf(there) === identity;
		});
	};
}

function workingDirectory(tree: HostTree, pid: number | undefined): string {
	const link = tree.link(`/proc/${pid ?? 'self'}/cwd`);
	return (link.known && link.value) || '/';
}

function socketAt(tree: HostTree, path: string) {
	const seen = tree.stat(path);
	return seen.known && seen.value?.isSocket() === true ? seen.value : null;
}

/** Device and inode number name a file of a host. @source inode(7) */
export const identityOf = ({dev, ino}: {readonly dev: number; readonly ino: number}): string => `${dev}:${ino}`;

/** Paths under which a bind mount of the same file system shows a file again. */
function shownAgain(mounts: readonly Mount[], path: string): string[] {
	const holder = holderOf(mounts, path);
	if (holder === null) return [];
	const inside = join(holder.root, path.slice(holder.point.length));
	return mounts.flatMap(mount =>
		mount !== holder && mount.device === holder.device && isWithin(inside, mount.root)
			? join(mount.point, inside.slice(mount.root.length))
			: [],
	);
}
