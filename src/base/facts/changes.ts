import type {ContainerChanges, ContainerInspect} from '../answers/index.js';
import {sanitise} from '../text/safe-text.js';
import {mountPoints} from './given-mounts.js';
import {canonical} from './host-paths.js';
import type {ChangedPathFacts, ChangeFacts} from './live-facts.js';
import {number, records, string} from './read.js';

export type ChangedPath = {readonly path: string; readonly change: ChangedPathFacts['change']};

/** Changed paths that are kept: a build in a container changes a hundred thousand. */
const MAX_LISTED = 500;

/**
 * What a container has changed in its filesystem compared with the image, from `GET /containers/{id}/changes`.
 *
 * @param inspect  of the same container: files and mount points that the engine created do not count
 * @param modes    of the paths that `executableCandidates` returns, as the engine's `stat` gives them (Go's FileMode); without them no
 * file is reported as executable
 * @param unexamined  how many of these paths have no mode because none was asked for
 */
export function changeFacts(
	changes: ContainerChanges,
	inspect: ContainerInspect | null,
	modes: ReadonlyMap<string, number> = new Map(),
	unexamined = 0,
): ChangeFacts {
	const leaves = changedLeaves(changes, inspect);
	const directories = pathDirectories(inspect);
	const marked = leaves.map(({path, change}) => ({path, change, mark: markOf(path, modes.get(path) ?? 0, directories)}));
	const count = (kind: ChangedPath['change']) => leaves.filter(({change}) => change === kind).length;
	return {
		systemPaths: leaves.filter(({path}) => isSystem(path)).map(({path}) => sanitise(path)),
		executables: marked.filter(({mark}) => mark === 'program' || mark === 'executable').map(({path}) => sanitise(path)),
		removedPrograms: leaves
			.filter(({path, change}) => change === 'deleted' && directories.has(directoryOf(path)))
			.map(({path}) => sanitise(path)),
		unexamined,
		total: records(changes).length,
		counts: {added: count('added'), modified: count('modified'), deleted: count('deleted')},
		listed: marks
			.flatMap(wanted => marked.filter(({mark}) => mark === wanted))
			.slice(0, MAX_LISTED)
			.map(({path, ...rest}) => ({path: sanitise(path), ...rest})),
	};
}

/** What matters most comes first. */
const marks: readonly ChangedPathFacts['mark'][] = ['program', 'executable', 'system', null];

function markOf(path: string, mode: number, directories: ReadonlySet<string>): ChangedPathFacts['mark'] {
	if (isExecutable(mode)) return directories.has(directoryOf(path)) ? 'program' : 'executable';
	return isSystem(path) ? 'system' : null;
}

const isSystem = (path: string): boolean => SYSTEM.test(path) && !WRITTEN_BY_ENGINE.test(path);
const directoryOf = (path: string): string => canonical(path.slice(0, path.lastIndexOf('/')));

/** Paths whose mode shows whether someone dropped a program: those in directories of PATH first, then where programs are usually dropped. */
export function executableCandidates(changes: ContainerChanges, inspect: ContainerInspect | null): readonly string[] {
	const directories = pathDirectories(inspect);
	const present = changedLeaves(changes, inspect).flatMap(({path, change}) => (change === 'deleted' ? [] : [path]));
	const inPath = present.filter(path => directories.has(directoryOf(path)));
	return [...inPath, ...present.filter(path => !directories.has(directoryOf(path)) && PROGRAMS.test(path))];
}

/** Where the container looks for programs, and where a shell without PATH does; relative entries depend on the process. */
function pathDirectories(inspect: ContainerInspect | null): ReadonlySet<string> {
	const variable = (inspect?.Config?.Env ?? []).findLast(one => typeof one === 'string' && one.startsWith('PATH='));
	const own = (variable?.slice('PATH='.length, MAX_PATH_LENGTH) ?? '').split(':').filter(directory => /^\/./.test(directory));
	return new Set([...usualDirectories, ...own].map(canonical));
}

const usualDirectories = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** Characters: a longer PATH is no PATH. */
const MAX_PATH_LENGTH = 8192;

const SYSTEM = /^\/(bin|sbin|lib|lib32|lib64|usr|etc|boot|opt)\//;
const PROGRAMS = /^\/(var\/tmp|tmp|dev\/shm|run|root|opt|home)\//;

/** The engine creates these as mount points, and each start of a container may touch them. */
const WRITTEN_BY_ENGINE = /^\/etc\/(hosts|hostname|resolv\.conf|mtab)$/;

/** Go's FileMode: a regular file has none of the type bits (directory 31, link 27, device 26, pipe 25, socket 24, other 21 and 19). */
const isExecutable = (mode: number): boolean => (mode & 0o111) !== 0 && (mode & TYPE_BITS) === 0;
const TYPE_BITS = (1 << 31) | (1 << 27) | (1 << 26) | (1 << 25) | (1 << 24) | (1 << 21) | (1 << 19);

/**
 * A directory is reported as modified when anything in it changes, so only leaves count. The engine itself creates mount points, and
 * the working directory if the image has none: a file bind-mounted at `/usr/local/bin/tool` was not dropped there.
 */
export function changedLeaves(changes: ContainerChanges, inspect: ContainerInspect | null): readonly ChangedPath[] {
	const made = madeByEngine(inspect);
	const listed = changedPaths(changes);
	const parents = new Set(listed.map(({path}) => path.slice(0, path.lastIndexOf('/'))));
	return listed.filter(({path}) => !parents.has(path) && !made.has(canonical(path)));
}

/**
 * The directories that are new as a whole, the topmost ones: all that is in them has changed. Not those with a mount point in them, whose content
 * is not the container's.
 */
export function newDirectories(changes: ContainerChanges, inspect: ContainerInspect | null): readonly string[] {
	const listed = changedPaths(changes);
	const parents = new Set(listed.map(({path}) => path.slice(0, path.lastIndexOf('/'))));
	const made = [...madeByEngine(inspect)];
	const found: string[] = [];
	for (const {path, change} of listed) {
		if (change !== 'added' || !parents.has(path) || path.startsWith(`${found.at(-1)}/`)) continue;
		if (!made.some(place => place === canonical(path) || place.startsWith(`${canonical(path)}/`))) found.push(path);
	}
	return found;
}

/** Sorted by path. */
const changedPaths = (changes: ContainerChanges): ChangedPath[] =>
	records(changes)
		.map(change => ({path: string(change['Path']), change: kinds[number(change['Kind']) ?? 0] ?? 'modified'}))
		.filter(({path}) => path.startsWith('/'))
		.sort((a, b) => (a.path < b.path ? -1 : 1));

const madeByEngine = (inspect: ContainerInspect | null): ReadonlySet<string> =>
	new Set(
		inspect === null ? [] : [...mountPoints(inspect), ...initPaths(inspect), string(inspect.Config?.WorkingDir)].map(canonical),
	);

/** @source moby pkg/archive/changes.go */
const kinds: readonly ChangedPath['change'][] = ['modified', 'added', 'deleted'];

/**
 * The program that the engine mounts for `--init`, also by the name that it has where /sbin is a link to usr/sbin or usr/bin.
 * @source moby daemon/container_operations_unix.go, oci_linux.go (inContainerInitPath); podman libpod/container_internal_common.go
 */
export const initPaths = ({HostConfig: config}: Pick<ContainerInspect, 'HostConfig'>): readonly string[] =>
	config?.Init === true
		? ['/sbin/docker-init', '/usr/sbin/docker-init', '/usr/bin/docker-init', '/run/podman-init', '/dev/init']
		: [];
