import {existsSync, readdirSync, readlinkSync, realpathSync, statSync} from 'node:fs';
import {basename} from 'node:path';
import type {ContainerInspect, ContainerRow} from '../../answers/index.js';
import {boundedText, UnreadFileError} from '../../lib/bounded-text.js';
import {EngineError} from '../engine-error.js';

/** A container as reported by the engine: its id and the PID of its first process. */
export type RunningContainer = {readonly id: string; readonly pid: number};

/**
 * Whether the engine behind a unix socket runs on this machine, so that its PIDs, paths and network are ours too. A path proves
 * nothing: `ssh -L` and a socket mounted into a container look the same. Either of these is a proof:
 *
 * 1. the PIDs agree: the engine reports PID `pid` for container `id`, and here the cgroup of `pid` contains that id,
 * which is random;
 * 2. the listener is visible: a process named dockerd or podman, whose root directory is ours, holds the listening socket of that path.
 *
 * In a container the files are not the host's, even in the host's PID namespace, so nothing is local there.
 *
 * Synchronous: spread over the event loop, which handles the answers of a whole fleet meanwhile, it took 100 ms.
 */
export function isLocalEngine(socketPath: string, running: readonly RunningContainer[]): boolean {
	if (inContainer()) return false;
	return running.some(ownsProcess) || listenerIsHere(socketPath);
}

/**
 * Asks for the proof each time until there is one, and keeps it: the next running container may give it.
 *
 * @param socketPath  `null` for an engine that is not reached through a unix socket
 * @param someRunning  asks the engine for a few running containers
 * @param inspect  asks it for the PID of one
 */
export function localityProof(
	socketPath: string | null,
	someRunning: () => Promise<readonly ContainerRow[]>,
	inspect: (id: string) => Promise<ContainerInspect>,
): (known?: readonly RunningContainer[]) => Promise<boolean> {
	let asked: Promise<boolean> | null = null;
	let proven = false;

	async function prove(known: readonly RunningContainer[]): Promise<boolean> {
		if (socketPath === null) return false;
		if (known.length > 0 && isLocalEngine(socketPath, known)) return true;
		const rows = await someRunning();
		return isLocalEngine(socketPath, await Promise.all(rows.map(async ({Id: id}) => ({id, pid: await pidOf(id)}))));
	}

	/** 0 for a container that is gone by now. */
	async function pidOf(id: string): Promise<number> {
		try {
			return (await inspect(id)).State?.Pid ?? 0;
		} catch (error) {
			if (error instanceof EngineError && error.kind === 'not-found') return 0;
			throw error;
		}
	}

	return async (known = []) => {
		if (proven) return true;
		asked ??= prove(known).finally(() => {
			asked = null;
		});
		proven ||= await asked;
		return proven;
	};
}

function inContainer(): boolean {
	if (existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return true;
	// In a container with the host's PID namespace, process 1 has another root directory than ours.
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
	if (path === null) return false;
	const names = new Set([socketPath, path].flatMap(name => [name, otherName(name)]));
	for (const pid of enginePids()) {
		const inodes = listeningInodes(pid, names);
		if (inodes.size > 0 && holdsOneOf(pid, inodes) && hasOurRoot(pid)) return true;
	}
	return false;
}

/** /var/run is a link to /run. A name that some process chose is not followed: it may lead to a mount that never answers. */
const otherName = (path: string): string =>
	path.startsWith('/var/run/') ? path.slice('/var'.length) : path.startsWith('/run/') ? `/var${path}` : path;

/** By what is mounted there, which the kernel knows: to look into a root of anyone may wait for ever. @source proc_pid_mountinfo(5) */
function hasOurRoot(pid: string): boolean {
	const ours = rootMount('self');
	return ours !== null && ours === rootMount(pid);
}

/** `8:1 /`: the file system at the root of a process, and the folder of it; the last mount covers the earlier ones. */
function rootMount(pid: string): string | null {
	const lines = (read(`/proc/${pid}/mountinfo`) ?? '').split('\n').map(line => line.split(' ', 5));
	const [, , device, folder] = lines.findLast(([, , , , point]) => point === '/') ?? [];
	return device === undefined ? null : `${device} ${folder}`;
}

function enginePids(): string[] {
	const names = attempt(() => readdirSync('/proc')) ?? [];
	return names.filter(name => /^\d+$/.test(name) && ['dockerd', 'podman'].includes(programOf(name)));
}

/** Without root, Podman re-executes itself through /proc/self/exe in its user namespace: that process is named `exe`. */
function programOf(pid: string): string {
	const name = (read(`/proc/${pid}/comm`) ?? '').trim();
	return name === 'exe' ? basename(attempt(() => readlinkSync(`/proc/${pid}/exe`)) ?? '') : name;
}

/** Inodes of the sockets that listen at this path, by any of its names, in the process's network namespace. */
function listeningInodes(pid: string, names: ReadonlySet<string>): Set<string> {
	const found = new Set<string>();
	const table = read(`/proc/${pid}/net/unix`) ?? '';
	for (const line of table.split('\n').slice(1)) {
		// Num RefCount Protocol Flags Type St Inode Path; flag 0x10000 is __SO_ACCEPTCON: it listens.
		const [, , , flags = '0', , , inode = '', ...rest] = line.trim().split(/ +/);
		if ((Number.parseInt(flags, 16) & 0x10000) === 0) continue;
		if (names.has(rest.join(' '))) found.add(inode);
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

/** The socket table is the largest of these files: one line per socket. */
const MAX_BYTES = 16 * 1024 * 1024;

const read = (path: string): string | null => attempt(() => boundedText(path, MAX_BYTES));

/** `null` for a process that has ended, or may not be read: no proof, hence not local. */
function attempt<T>(look: () => T): T | null {
	try {
		return look();
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		// Any system error: ESRCH, EACCES, EMFILE when few files may be open.
		if (code !== undefined || error instanceof UnreadFileError) return null;
		throw error;
	}
}
