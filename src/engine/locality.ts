import {existsSync, readdirSync, readlinkSync, realpathSync, statSync} from 'node:fs';
import {basename} from 'node:path';
import {boundedText, UnreadFileError} from '../terminal/bounded-text.js';

/** A container as the engine tells of it: its id and the process id of its first process. */
export type RunningContainer = {readonly id: string; readonly pid: number};

/**
 * Whether the engine behind a unix socket runs on this machine, so that its process ids, paths and network are ours too. A path proves
 * nothing: `ssh -L` and a socket mounted into a container look the same. Either of these does:
 *
 * 1. the process ids agree: the engine says that container `id` is process `pid`, and here the control group of `pid` names that id,
 *    which is random;
 * 2. the listener is seen: a process called dockerd or podman, whose root directory is ours, holds the listening socket of that path.
 *
 * In a container the files are not the host's, whatever the process ids say, so nothing is local there.
 *
 * All of it is read at once: in turns of the event loop, which handles the answers of a whole fleet meanwhile, it took 100 ms.
 */
export function isLocalEngine(socketPath: string, running: readonly RunningContainer[]): boolean {
	if (inContainer()) return false;
	return running.some(ownsProcess) || listenerIsHere(socketPath);
}

function inContainer(): boolean {
	if (existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return true;
	// With the host's process ids but a root directory of its own, a container sees another root behind process 1.
	const ours = statSync('/');
	const first = attempt(() => statSync('/proc/1/root/'));
	return first !== null && (first.ino !== ours.ino || first.dev !== ours.dev);
}

function ownsProcess({id, pid}: RunningContainer): boolean {
	if (pid <= 0 || !/^[0-9a-f]{64}$/.test(id)) return false;
	const groups = read(`/proc/${pid}/cgroup`);
	return groups?.includes(id) === true;
}

function listenerIsHere(socketPath: string): boolean {
	const path = attempt(() => realpathSync(socketPath));
	const root = statSync('/');
	if (path === null) return false;
	for (const pid of enginePids()) {
		const theirs = attempt(() => statSync(`/proc/${pid}/root/`));
		if (theirs?.ino !== root.ino || theirs.dev !== root.dev) continue;
		const inodes = listeningInodes(pid, path);
		if (inodes.size > 0 && holdsOneOf(pid, inodes)) return true;
	}
	return false;
}

function enginePids(): string[] {
	const names = attempt(() => readdirSync('/proc')) ?? [];
	return names.filter(name => /^\d+$/.test(name) && ['dockerd', 'podman'].includes(programOf(name)));
}

/** Without root, Podman runs itself again through /proc/self/exe, in its user namespace: that process is called `exe`. */
function programOf(pid: string): string {
	const name = (read(`/proc/${pid}/comm`) ?? '').trim();
	return name === 'exe' ? basename(attempt(() => readlinkSync(`/proc/${pid}/exe`)) ?? '') : name;
}

/** Inodes of the sockets that listen under this path, in the process's own network namespace. */
function listeningInodes(pid: string, path: string): Set<string> {
	const found = new Set<string>();
	const table = read(`/proc/${pid}/net/unix`) ?? '';
	for (const line of table.split('\n').slice(1)) {
		// Num RefCount Protocol Flags Type St Inode Path; the flag 0x10000 is __SO_ACCEPTCON: it listens.
		const [, , , flags = '0', , , inode = '', ...rest] = line.trim().split(/ +/);
		if ((Number.parseInt(flags, 16) & 0x10000) === 0) continue;
		const bound = rest.join(' ');
		if (bound === path || (basename(bound) === basename(path) && attempt(() => realpathSync(bound)) === path)) found.add(inode);
	}
	return found;
}

function holdsOneOf(pid: string, inodes: ReadonlySet<string>): boolean {
	const descriptors = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
	for (const descriptor of descriptors) {
		const target = attempt(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`));
		if (target?.startsWith('socket:[') === true && inodes.has(target.slice('socket:['.length, -1))) return true;
	}
	return false;
}

/** The table of sockets is the largest: a line for each. */
const largest = 16 * 1024 * 1024;

const read = (path: string): string | null => attempt(() => boundedText(path, largest));

/** `null` of a process that ended, or one that is not ours to look into: no proof, hence not local. */
function attempt<T>(look: () => T): T | null {
	try {
		return look();
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		// Whatever the system says: ESRCH, EACCES, EMFILE where few files may be open.
		if (code !== undefined || error instanceof UnreadFileError) return null;
		throw error;
	}
}
