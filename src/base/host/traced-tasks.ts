import type {Stats} from 'node:fs';
import {posix} from 'node:path';
import type {Known} from '../answers/index.js';
import {known} from '../answers/index.js';
import {containerStarters} from './container-starters.js';
import {executedName} from './executed-name.js';
import {capableAmong} from './file-capabilities.js';
import {followedPath} from './file-facts.js';
import {openForeignTree, rootOf} from './foreign-tree.js';
import {belowRoot, type HostTree, textAt} from './host-tree.js';
import {processesNamed} from './process-table.js';
import {findRuntimeSockets, identityOf, type ListeningFile, runtimePrograms} from './runtime-sockets.js';

/** A program that a task of a container runs. `path`: as a trace of the kernel shows it, untrusted. */
type TracedProgram = {readonly pid: number; readonly path: string};

export type RaisingProgram = TracedProgram & {
	/** The first process of the container, in whose root directory the program is. */
	readonly first: number;
	/** Whether the task runs it still, and no other. */
	readonly isRunning: boolean;
};
/** What the file of a program gives to anyone who executes it, `null`: nothing; `unknown` where it could not be looked at. */
export type Raises = 'set-uid' | 'set-gid' | 'file capabilities' | 'unknown' | null;
export type SeenRaises = {
	readonly raises: Raises;
	/** Why its file capabilities could not be seen. */
	readonly unseen: string | null;
};

export type PlacedProgram = TracedProgram & {
	/** The directory of the writable layer, `null` where that is not known. */
	readonly upper: string | null;
};
export type ProgramPlace = {
	/** The path with links followed as the task sees them, `null` where it cannot be followed. */
	readonly place: string | null;
	/** Whether a file of the writable layer lies there, `null` where that is not visible. */
	readonly isWritten: boolean | null;
	/** The name by which it was called: busybox runs itself as `sh`. */
	readonly called: string;
};

/** A path to which a task connects. @param first  of the container: where the task has ended, as that process sees it */
export type ConnectedPath = {readonly pid: number; readonly first: number | null; readonly path: string};

/**
 * What a kernel trace leaves open about the tasks that it shows. All of it leads through files, arguments or sockets that a container
 * controls.
 */
export type TracedTasks = {
	readonly raisedBy: (programs: readonly RaisingProgram[]) => Promise<Known<readonly SeenRaises[]>>;
	readonly placesOf: (programs: readonly PlacedProgram[]) => Promise<Known<readonly ProgramPlace[]>>;
	/** The identity of the socket at each path, `null` where there is none. */
	readonly socketsAt: (paths: readonly ConnectedPath[]) => Promise<Known<readonly (string | null)[]>>;
	/** The names by which processes were executed, `null` for those that have ended. */
	readonly executedNames: (pids: readonly number[]) => Promise<Known<readonly (string | null)[]>>;
	/** The processes that start containers for the engine of a socket. */
	readonly startersOf: (socketPath: string | null) => Promise<Known<readonly number[]>>;
	readonly runtimeSocketsOf: (socketPath: string | null) => Promise<Known<readonly ListeningFile[]>>;
};

const programs: ReadonlySet<string> = new Set(runtimePrograms);

/** As this process sees them. */
export function tracedTasks(tree: HostTree): TracedTasks {
	return {
		raisedBy: async asked => known(await Promise.all(asked.map(one => lookAtRaising(tree, one)))),
		placesOf: async asked =>
			known(
				asked.map(one => ({
					...placeOfProgram(tree, one),
					called: textAt(tree, `/proc/${one.pid}/cmdline`).split('\0', 1)[0] ?? '',
				})),
			),
		socketsAt: async paths => known(paths.map(one => socketAt(tree, one))),
		executedNames: async pids => known(pids.map(pid => executedName(tree, pid))),
		startersOf: async socketPath => known(containerStarters(tree, socketPath)),
		runtimeSocketsOf: async socketPath => {
			const pids = [...processesNamed(tree, programs).values()].flat();
			return known(findRuntimeSockets(tree, pids, [socketPath]).runtime);
		},
	};
}

/** The file that runs, else the one now at its path, with links followed inside. */
export async function lookAtRaising(tree: HostTree, {pid, first, path, isRunning}: RaisingProgram): Promise<SeenRaises> {
	const root = belowRoot(tree, `/proc/${first}/root`);
	const inside = openForeignTree(root);
	const place = followedPath(inside, path);
	const there = place === null ? null : inside.lstat(place);
	const running = isRunning && mayLookAtRunning(tree, pid, inside) ? tree.stat(`/proc/${pid}/exe`) : null;
	const stats = (running?.known && running.value) || (there?.known && there.value) || null;
	if (stats === null || !stats.isFile()) return {raises: 'unknown', unseen: null};
	const {uid, gid, mode} = stats;
	const byMode = raisedByMode(mode);
	if (byMode !== null || place === null) return {raises: byMode, unseen: null};
	const capable = await capableAmong([{path, place: `${root}${place}`, uid, gid, mode: mode & 0o7777}]);
	if (!capable.known) return {raises: null, unseen: capable.reason.reason};
	return {raises: capable.value.length > 0 ? 'file capabilities' : null, unseen: null};
}

/** The link leads through no path: where the file is on one that may not be entered, its name tells. */
function mayLookAtRunning(tree: HostTree, pid: number, inside: HostTree): boolean {
	const exe = tree.link(`/proc/${pid}/exe`);
	return exe.known && exe.value !== null && inside.lstat(plainPath(exe.value)).known;
}

function raisedByMode(mode: number): Raises {
	if ((mode & 0o4000) !== 0) return 'set-uid';
	// Without the group's execute bit it once meant mandatory locking.
	return (mode & 0o2010) === 0o2010 ? 'set-gid' : null;
}

/**
 * A name in the layer leads through none of its links: they are those of the container. Where these cannot be followed, as in a process that has
 * ended, nothing says that the file is not in the layer.
 */
export function placeOfProgram(tree: HostTree, {pid, path, upper}: PlacedProgram): Pick<ProgramPlace, 'place' | 'isWritten'> {
	const plain = plainPath(path);
	const root = openForeignTree(rootOf(tree, pid));
	const hasRoot = isFolder(root.lstat('/'));
	const place = hasRoot && plain.startsWith('/') ? followedPath(root, plain) : null;
	if (upper === null || !isFolder(tree.lstat(upper))) return {place, isWritten: null};
	const layer = openForeignTree(belowRoot(tree, upper));
	const isFileAt = (name: string): boolean | null => {
		const found = layer.lstat(name);
		return found.known ? found.value?.isFile() === true : null;
	};
	return {place, isWritten: isFileAt(plain) === true || (place === null ? null : isFileAt(place))};
}

const isFolder = (stats: Known<Stats | null>): boolean => stats.known && stats.value?.isDirectory() === true;

/** The kernel marks a file whose name is gone. */
export const plainPath = (path: string): string => posix.normalize(path.replace(/ \(deleted\)$/, ''));

/** With links followed as the task sees them, or as the first process of its container does once it has ended. */
function socketAt(tree: HostTree, {pid, first, path}: ConnectedPath): string | null {
	const directory = tree.link(`/proc/${pid}/cwd`);
	const base = directory.known ? directory.value : null;
	const whole = path.startsWith('/') ? path : base === null ? null : posix.join(base, path);
	if (whole === null) return null;
	const root = openForeignTree(rootOf(tree, (base === null ? first : pid) ?? pid));
	const place = followedPath(root, whole);
	const found = place === null ? null : root.lstat(place);
	return found?.known === true && found.value?.isSocket() === true ? identityOf(found.value) : null;
}
