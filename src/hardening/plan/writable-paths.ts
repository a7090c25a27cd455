import type {ContainerInspect} from '../../answers/index.js';
import {isBelow} from '../../facts/host-paths.js';
import type {DirectoryEvidence, PathChange} from '../evidence/evidence.js';
import {bytecodeOf, cacheOf} from './cache-directories.js';

/**
 * How a directory stays writable under a read-only root. `tmpfs`: its content may vanish at each start. `scratch`: the same, but
 * the image has content there, which fills an anonymous volume. `volume`: data that must not be lost. `unwritten`: a variable stops the
 * program from writing it. `blocked`: a system directory that neither may cover, or a path that no option can name.
 */
export type Writable = {
	readonly path: string;
	readonly how: 'tmpfs' | 'scratch' | 'volume' | 'unwritten' | 'blocked';
	readonly why: string;
	readonly directory: DirectoryEvidence | null;
};

/**
 * Whether a volume there hides what later images bring: both kinds are filled from the image once, and outlive it. Compose keeps anonymous
 * volumes too when it creates a container again.
 *
 * @source docs.docker.com, docker compose up: "--renew-anon-volumes: Recreate anonymous volumes instead of retrieving data from the previous
 * containers"
 */
export const hidesImages = ({how, directory}: Writable): boolean =>
	(how === 'volume' || how === 'scratch') && (directory === null || directory.shipsContent || !directory.complete);

/**
 * Whether a new volume there keeps out those who wrote: the engine gives a volume the owner and mode of the image's directory, and one that the
 * image does not have becomes root's, with mode 755.
 */
export const keepsOut = ({how, path, directory}: Writable, changes: readonly PathChange[]): boolean =>
	how === 'volume' &&
	directory !== null &&
	changes.some(change => change.path === path && change.kind === 'added') &&
	(directory.uid !== 0 || directory.gid !== 0 || (directory.mode & 0o022) !== 0);

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
/** More directories of the image in a tmpfs than that are not given one each. */
const mostNested = 16;
const vanishing = /\.(pid|lock|lck|sock|socket)$/;

/**
 * The smallest directories that contain everything the container wrote outside its mounts: caches separately, all else up to the first
 * directory that the image has. `/changes` lists each parent too: these count only if nothing below them changed.
 */
export function writableDirectories(changes: readonly PathChange[], inspect: ContainerInspect): string[] {
	const mounts = [
		...(inspect.Mounts ?? []).map(mount => mount.Destination ?? ''),
		...Object.keys(inspect.HostConfig?.Tmpfs ?? {}),
	].filter(path => path !== '');
	const kinds = new Map(changes.map(change => [change.path, change.kind]));
	const parents = new Set(changes.map(({path}) => parent(path)));
	const directories = new Set<string>();
	for (const {path, kind, isDirectory = ephemeralRoots.has(path)} of changes) {
		if (noise.test(path) || mounts.some(mount => path === mount || isBelow(path, mount) || isBelow(mount, path))) continue;
		if (kind !== 'deleted' && parents.has(path)) continue;
		if (kind === 'modified' && enginesOwn.has(path)) continue;
		// A modified directory without a change below it contained something that was deleted again.
		const emptied = kind === 'modified' && isDirectory && !system.has(path) ? path : null;
		directories.add(bytecodeOf(path) ?? (isHostStandard(path) ? null : cacheOf(path)) ?? emptied ?? topDirectory(path, kinds));
	}
	return outermost([...directories]);
}

/** Caches of the whole system have a standard place, and each service its directory there. */
const isHostStandard = (path: string): boolean =>
	/^\/(?:run|tmp|dev|var\/(?:run|tmp|lock|cache|lib|log|spool|mail))\//.test(path);

/**
 * What was written below a directory that has content of the image, without that content: caches, and directories that are new. `null` when
 * that cannot be separated, since files were written next to those of the image, or changed.
 */
export function separated(path: string, changes: readonly PathChange[]): string[] | null {
	const below = changes.filter(change => isBelow(change.path, path));
	const parents = new Set(below.map(change => parent(change.path)));
	const own = new Map(below.map(change => [change.path, change]));
	const found: string[] = [];
	for (const change of below) {
		if (parents.has(change.path)) continue;
		const cache = bytecodeOf(change.path) ?? cacheOf(change.path);
		const directory = cache !== null && isBelow(cache, path) ? cache : newDirectory(change, path, own);
		if (directory === null) return null;
		found.push(directory);
	}
	return found.length === 0 ? null : outermost([...new Set(found)]);
}

/** The outermost directory that a change lies in, and that is not of the image. */
function newDirectory(change: PathChange, below: string, changes: ReadonlyMap<string, PathChange>): string | null {
	let found = change.kind === 'added' && change.isDirectory === true ? change.path : null;
	for (let path = parent(change.path); path !== below && path !== '/'; path = parent(path))
		if (changes.get(path)?.kind === 'added') found = path;
	return found;
}

/** The directories of a container that must stay writable, each with how. A directory that could not be read is not known to be empty. */
export function writableOf(
	changes: readonly PathChange[],
	inspect: ContainerInspect,
	directories: ReadonlyMap<string, DirectoryEvidence>,
): Writable[] {
	return writableDirectories(changes, inspect).flatMap(path => {
		const directory = directories.get(path) ?? null;
		const parts = directory?.shipsContent ? separated(path, changes) : null;
		return (parts ?? [path]).map(part => classify(part, directories.get(part) ?? null, changes));
	});
}

/** The first parent of a path that the image has; a new one below a system directory is used itself. */
function topDirectory(path: string, kinds: ReadonlyMap<string, PathChange['kind']>): string {
	let directory = ephemeral.test(`${path}/`) && system.has(parent(path)) && kinds.get(path) === 'added' ? path : parent(path);
	while (kinds.get(directory) === 'added' && !system.has(parent(directory))) directory = parent(directory);
	return servicesOwn.exec(directory)?.[0] ?? directory;
}

/** How one of these directories is kept writable. */
export function classify(path: string, directory: DirectoryEvidence | null, changes: readonly PathChange[]): Writable {
	if (bytecodeOf(path) !== null) return {path, how: 'unwritten', why: 'compiled Python modules', directory};
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
	const skeleton = directory?.skeleton ?? [];
	// A tmpfs for each of them cannot be named where a name has a colon.
	const isSeeded =
		directory?.shipsContent === true || skeleton.length > mostNested || skeleton.some(one => one.path.includes(':'));
	if (ephemeral.test(path) || cacheOf(path) !== null)
		return isSeeded
			? {path, how: 'scratch', why: 'runtime files next to content of the image', directory}
			: {path, how: 'tmpfs', why: 'runtime files, caches or temporary files', directory};
	if (leavesFiles || queues.test(path)) return {path, how: 'volume', why: 'it stores files there', directory};
	return isSeeded
		? {path, how: 'scratch', why: 'it left only directories, pid and lock files there', directory}
		: {path, how: 'tmpfs', why: 'it left only directories, pid and lock files there', directory};
}

/** Options of `--tmpfs` that give the directory its current owner and mode. */
export function tmpfsOptions(
	directory: Pick<DirectoryEvidence, 'mode' | 'uid' | 'gid' | 'bytes'> | null,
	executes: boolean,
	defaultMode: number,
): string {
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
