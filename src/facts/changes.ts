import type {ContainerChanges, ContainerInspect} from '../answers/index.js';
import {sanitise} from '../terminal/sanitise.js';
import {canonical} from './host-paths.js';
import type {ChangeFacts} from './live-facts.js';
import {mountPoints} from './mounts.js';
import {number, records, string, strings} from './read.js';

export type ChangedPath = {readonly path: string; readonly deleted: boolean};

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
	const isInPath = searchedBy(inspect);
	const leaves = changedLeaves(changes, inspect);
	return {
		systemPaths: leaves.filter(({path}) => SYSTEM.test(path) && !WRITTEN_BY_ENGINE.test(path)).map(({path}) => sanitise(path)),
		executables: executableCandidates(changes, inspect)
			.filter(path => isExecutable(modes.get(path) ?? 0))
			.map(sanitise),
		removedPrograms: leaves.filter(({path, deleted}) => deleted && isInPath(path)).map(({path}) => sanitise(path)),
		unexamined,
		total: records(changes).length,
	};
}

/** Paths whose mode shows whether someone dropped a program: in bin directories, or where programs are usually dropped. */
export function executableCandidates(changes: ContainerChanges, inspect: ContainerInspect | null): readonly string[] {
	const isInPath = searchedBy(inspect);
	const isCandidate = (path: string): boolean => PROGRAMS.test(path) || isInPath(path);
	return changedLeaves(changes, inspect).flatMap(({path, deleted}) => (!deleted && isCandidate(path) ? [path] : []));
}

/** Whether a file lies in a directory of the container's PATH, where a program needs no path to be started. */
function searchedBy(inspect: ContainerInspect | null): (path: string) => boolean {
	const path = strings(inspect?.Config?.Env).findLast(entry => entry.startsWith('PATH='));
	const searched = path?.slice(5).split(':') ?? usualPath;
	const directories = new Set(searched.filter(directory => directory.startsWith('/')).map(canonical));
	return file => directories.has(canonical(file.slice(0, file.lastIndexOf('/'))));
}
/** Where there is no PATH. @source moby daemon/pkg/oci/defaults.go */
const usualPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

const SYSTEM = /^\/(bin|sbin|lib|lib32|lib64|usr|etc|boot|opt)\//;
const PROGRAMS = /^\/(usr\/(local\/)?)?s?bin\/[^/]+$|^\/(var\/tmp|tmp|dev\/shm|run|root|opt|home)\//;

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
	const made = new Set(
		inspect === null ? [] : [...mountPoints(inspect), ...initPaths(inspect), string(inspect.Config?.WorkingDir)].map(canonical),
	);
	const listed = records(changes)
		.map(change => ({path: string(change['Path']), deleted: number(change['Kind']) === 2}))
		.filter(({path}) => path.startsWith('/'))
		.sort((a, b) => (a.path < b.path ? -1 : 1));
	const parents = new Set(listed.map(({path}) => path.slice(0, path.lastIndexOf('/'))));
	return listed.filter(({path}) => !parents.has(path) && !made.has(canonical(path)));
}

/**
 * The program that the engine mounts for `--init`, also by the name that it has where /sbin is a link to usr/sbin or usr/bin.
 * @source moby daemon/container_operations_unix.go, oci_linux.go (inContainerInitPath); podman libpod/container_internal_common.go
 */
export const initPaths = ({HostConfig: config}: Pick<ContainerInspect, 'HostConfig'>): readonly string[] =>
	config?.Init === true
		? ['/sbin/docker-init', '/usr/sbin/docker-init', '/usr/bin/docker-init', '/run/podman-init', '/dev/init']
		: [];
