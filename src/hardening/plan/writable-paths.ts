import type {ContainerInspect} from '../../answers/index.js';
import {isBelow} from '../../facts/host-paths.js';
import type {DirectoryEvidence, PathChange} from '../evidence/evidence.js';

/**
 * How a directory stays writable under a read-only root. `tmpfs`: its content may vanish at each start. `scratch`: the same, but
 * the image has content there, which fills an anonymous volume. `volume`: data that must not be lost. `blocked`: a system
 * directory that neither may cover, or a path that no option can name.
 */
export type Writable = {
	readonly path: string;
	readonly how: 'tmpfs' | 'scratch' | 'volume' | 'blocked';
	readonly why: string;
	readonly directory: DirectoryEvidence | null;
};

/**
 * The directory of one service, which is kept writable as a whole: what the service creates and deletes again (a spool's input, temporary
 * tables) leaves no trace in `/changes`, while other files next to it do.
 */
const servicesOwn = /^\/var\/(?:spool|lib|cache|log)\/[^/]+/;
/** May vanish according to the file system hierarchy. @source FHS 3.0: /run, /tmp, /var/tmp, /var/cache, /var/lock */
const ephemeral = /^\/(run|tmp|var\/(run|tmp|lock|cache)|dev\/shm)(\/|$)|\/(\.?cache|tmp|temp)(\/|$)/;
const ephemeralRoots = new Set(['/run', '/tmp', '/var/run', '/var/tmp', '/var/lock', '/var/cache', '/dev/shm']);
/** Queues: usually empty, but must not be lost. */
const queues = /^\/var\/(spool|mail)(\/|$)/;
const system = new Set([
	'/',
	'/etc',
	'/usr',
	'/bin',
	'/sbin',
	'/lib',
	'/lib64',
	'/var',
	'/opt',
	'/home',
	'/srv',
	'/boot',
	'/dev',
	'/proc',
	'/sys',
]);
const belowSystem = /^\/(usr\/(bin|sbin|lib|lib64|libexec|share)|bin|sbin|lib|lib64|boot|dev|proc|sys)(\/|$)/;
/** Written by the engine itself, and the last by shells. */
const noise = /^\/(etc\/(hosts|hostname|resolv\.conf|mtab|\.pwd\.lock)|\.dockerenv|dev(\/.*)?)$|\/\.[a-z]*_history$/;
/** Directories of these files: Podman omits the files from the answer, but not the directories. */
const enginesOwn = new Set(['/', '/etc', '/dev']);
const vanishing = /\.(pid|lock|lck|sock|socket)$/;

/**
 * The smallest directories that contain everything the container wrote outside its mounts, up to the first directory that the image
 * has. `/changes` lists each modified parent too: these count only if nothing below them changed.
 */
export function writableDirectories(changes: readonly PathChange[], inspect: ContainerInspect): string[] {
	const mounts = [
		...(inspect.Mounts ?? []).map(mount => mount.Destination ?? ''),
		...Object.keys(inspect.HostConfig?.Tmpfs ?? {}),
	].filter(path => path !== '');
	const kinds = new Map(changes.map(change => [change.path, change.kind]));
	const directories = new Set<string>();
	for (const {path, kind, isDirectory = ephemeralRoots.has(path)} of changes) {
		if (noise.test(path) || mounts.some(mount => path === mount || isBelow(path, mount) || isBelow(mount, path))) continue;
		if (kind === 'modified' && changes.some(other => isBelow(other.path, path))) continue;
		if (kind === 'modified' && enginesOwn.has(path)) continue;
		// A modified directory without a change below it contained something that was deleted again.
		directories.add(kind === 'modified' && isDirectory && !system.has(path) ? path : topDirectory(path, kinds));
	}
	return outermost([...directories]);
}

/** The first parent of a path that the image has; a new one below a system directory is used itself. */
function topDirectory(path: string, kinds: ReadonlyMap<string, PathChange['kind']>): string {
	let directory = ephemeral.test(`${path}/`) && system.has(parent(path)) && kinds.get(path) === 'added' ? path : parent(path);
	while (kinds.get(directory) === 'added' && !system.has(parent(directory))) directory = parent(directory);
	return servicesOwn.exec(directory)?.[0] ?? directory;
}

/** How one of these directories is kept writable. */
export function classify(path: string, directory: DirectoryEvidence | null, changes: readonly PathChange[]): Writable {
	if (system.has(path) || belowSystem.test(path))
		return {path, how: 'blocked', why: 'it writes to a system directory', directory};
	// `--volume /:/host` would mount the host's root, and the image chooses the names of its directories.
	if (path.includes(':'))
		return {path, how: 'blocked', why: 'its name has a colon, which separates paths in --volume', directory};
	const written = changes.filter(change => isBelow(change.path, path));
	// A large directory is not read completely: then each path that may be a file counts as one.
	const mayBeFile = ({path: file, kind, isDirectory}: PathChange): boolean =>
		kind !== 'deleted' && isDirectory !== true && !vanishing.test(file);
	const leavesFiles =
		directory === null
			? written.some(change => !vanishing.test(change.path))
			: directory.files > 0 || (!directory.complete && written.some(mayBeFile));
	if (ephemeral.test(path))
		return directory?.shipsContent
			? {path, how: 'scratch', why: 'runtime files next to content of the image', directory}
			: {path, how: 'tmpfs', why: 'runtime files, caches or temporary files', directory};
	if (leavesFiles || queues.test(path)) return {path, how: 'volume', why: 'it stores files there', directory};
	return directory?.shipsContent
		? {path, how: 'scratch', why: 'it left only directories, pid and lock files there', directory}
		: {path, how: 'tmpfs', why: 'it left only directories, pid and lock files there', directory};
}

/** Options of `--tmpfs` that give the directory its current owner and mode. */
export function tmpfsOptions(directory: DirectoryEvidence | null, executes: boolean, defaultMode: number): string {
	const mode = directory?.mode ?? defaultMode;
	const size = Math.max(64, 2 ** Math.ceil(Math.log2(Math.max(1, (4 * (directory?.bytes ?? 0)) / 2 ** 20))));
	return [
		'rw',
		...(executes ? ['exec'] : ['noexec']),
		'nosuid',
		'nodev',
		`size=${size}m`,
		...(mode === 0o755 && (directory?.uid ?? 0) === 0 ? ['mode=755'] : [`mode=${mode.toString(8)}`]),
		...((directory?.uid ?? 0) > 0 ? [`uid=${directory?.uid}`] : []),
		...((directory?.gid ?? 0) > 0 ? [`gid=${directory?.gid}`] : []),
	].join(',');
}

export const parent = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/'))) || '/';

const outermost = (paths: readonly string[]): string[] =>
	paths.filter(path => !paths.some(other => other !== '/' && other !== path && isBelow(path, other))).sort();
