import {access, readdir, readFile, readlink, realpath, stat} from 'node:fs/promises';
import {basename} from 'node:path';

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
 */
export async function isLocalEngine(socketPath: string, running: readonly RunningContainer[]): Promise<boolean> {
	if (await inContainer()) return false;
	for (const container of running) if (await ownsProcess(container)) return true;
	return listenerIsHere(socketPath);
}

async function inContainer(): Promise<boolean> {
	if ((await exists('/.dockerenv')) || (await exists('/run/.containerenv'))) return true;
	// With the host's process ids but a root directory of its own, a container sees another root behind process 1.
	const ours = await stat('/');
	const first = await stat('/proc/1/root/').catch(unseen);
	return first !== null && (first.ino !== ours.ino || first.dev !== ours.dev);
}

async function ownsProcess({id, pid}: RunningContainer): Promise<boolean> {
	if (pid <= 0 || !/^[0-9a-f]{64}$/.test(id)) return false;
	const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(unseen);
	return groups?.includes(id) === true;
}

async function listenerIsHere(socketPath: string): Promise<boolean> {
	const path = await realpath(socketPath).catch(unseen);
	const root = await stat('/');
	if (path === null) return false;
	for (const pid of await enginePids()) {
		const theirs = await stat(`/proc/${pid}/root/`).catch(unseen);
		if (theirs?.ino !== root.ino || theirs.dev !== root.dev) continue;
		const inodes = await listeningInodes(pid, path);
		if (inodes.size > 0 && (await holdsOneOf(pid, inodes))) return true;
	}
	return false;
}

async function enginePids(): Promise<string[]> {
	const pids = (await readdir('/proc').catch(unseen))?.filter(name => /^\d+$/.test(name)) ?? [];
	const names = await Promise.all(pids.map(programOf));
	return pids.filter((_, index) => ['dockerd', 'podman'].includes(names[index] ?? ''));
}

/** Without root, Podman runs itself again through /proc/self/exe, in its user namespace: that process is called `exe`. */
async function programOf(pid: string): Promise<string> {
	const name = ((await readFile(`/proc/${pid}/comm`, 'utf8').catch(unseen)) ?? '').trim();
	return name === 'exe' ? basename((await readlink(`/proc/${pid}/exe`).catch(unseen)) ?? '') : name;
}

/** Inodes of the sockets that listen under this path, in the process's own network namespace. */
async function listeningInodes(pid: string, path: string): Promise<Set<string>> {
	const found = new Set<string>();
	const table = (await readFile(`/proc/${pid}/net/unix`, 'utf8').catch(unseen)) ?? '';
	for (const line of table.split('\n').slice(1)) {
		// Num RefCount Protocol Flags Type St Inode Path; the flag 0x10000 is __SO_ACCEPTCON: it listens.
		const [, , , flags = '0', , , inode = '', ...rest] = line.trim().split(/ +/);
		if ((Number.parseInt(flags, 16) & 0x10000) === 0) continue;
		const bound = rest.join(' ');
		if (bound === path || (basename(bound) === basename(path) && (await realpath(bound).catch(unseen)) === path))
			found.add(inode);
	}
	return found;
}

async function holdsOneOf(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
	const descriptors = (await readdir(`/proc/${pid}/fd`).catch(unseen)) ?? [];
	for (const descriptor of descriptors) {
		const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(unseen);
		if (target?.startsWith('socket:[') === true && inodes.has(target.slice('socket:['.length, -1))) return true;
	}
	return false;
}

const exists = (path: string): Promise<boolean> =>
	access(path).then(
		() => true,
		() => false,
	);

/** A process that ended, or one that is not ours to look into: no proof, hence not local. */
function unseen(error: NodeJS.ErrnoException): null {
	if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR', 'EINVAL', 'ELOOP'].includes(error.code ?? '')) return null;
	throw error;
}
