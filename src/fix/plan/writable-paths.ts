import {type ContainerInspect, isBelow} from '../../base/index.js';
import type {DirectoryEvidence, PathChange} from '../evidence/evidence.js';
import {bytecodeOf, cacheOf} from './cache-directories.js';
import {belowSystem, ephemeral, queues, system} from './standard-directories.js';
import {separated, writtenDirectories} from './written-directories.js';

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

/** More directories of the image in a tmpfs than that are not given one each. */
const MAX_NESTED = 16;
const vanishing = /\.(pid|lock|lck|sock|socket)$/;

/** The directories of a container that must stay writable, each with how. A directory that could not be read is not known to be empty. */
export function writableOf(
	changes: readonly PathChange[],
	inspect: ContainerInspect,
	directories: ReadonlyMap<string, DirectoryEvidence>,
): Writable[] {
	return writtenDirectories(changes, inspect).flatMap(path => {
		const directory = directories.get(path) ?? null;
		const parts = directory?.shipsContent ? separated(path, changes) : null;
		return (parts ?? [path]).map(part => classify(part, directories.get(part) ?? null, changes));
	});
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
		directory?.shipsContent === true || skeleton.length > MAX_NESTED || skeleton.some(one => one.path.includes(':'));
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
