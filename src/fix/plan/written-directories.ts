import {dirname} from 'node:path/posix';
import {type ContainerInspect, isBelow} from '../../base/index.js';
import type {PathChange} from '../evidence/evidence.js';
import {bytecodeOf, cacheOf} from './cache-directories.js';
import {ephemeral, ephemeralRoots, system} from './standard-directories.js';

/**
 * The directory of one service, which is kept writable as a whole: what the service creates and deletes again (a spool's input, temporary
 * tables) leaves no trace in `/changes`, while other files next to it do.
 */
const servicesOwn = /^\/var\/(?:spool|lib|cache|log)\/[^/]+/;
/** Written by the engine itself, and the last by shells. */
const noise = /^\/(etc\/(hosts|hostname|resolv\.conf|mtab|\.pwd\.lock)|\.dockerenv|dev(\/.*)?)$|\/\.[a-z]*_history$/;
/** Directories of these files: Podman omits the files from the answer, but not the directories. */
const enginesOwn = new Set(['/', '/etc', '/dev']);

/**
 * The smallest directories that contain everything the container wrote outside its mounts: caches separately, all else up to the first
 * directory that the image has. `/changes` lists each parent too: these count only if nothing below them changed.
 */
export function writtenDirectories(changes: readonly PathChange[], inspect: ContainerInspect): string[] {
	const mounts = [
		...(inspect.Mounts ?? []).map(mount => mount.Destination ?? ''),
		...Object.keys(inspect.HostConfig?.Tmpfs ?? {}),
	].filter(path => path !== '');
	const kinds = new Map(changes.map(change => [change.path, change.kind]));
	const parents = new Set(changes.map(({path}) => dirname(path)));
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
	const parents = new Set(below.map(change => dirname(change.path)));
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
	for (let path = dirname(change.path); path !== below && path !== '/'; path = dirname(path))
		if (changes.get(path)?.kind === 'added') found = path;
	return found;
}

/** The first parent of a path that the image has; a new one below a system directory is used itself. */
function topDirectory(path: string, kinds: ReadonlyMap<string, PathChange['kind']>): string {
	let directory = ephemeral.test(`${path}/`) && system.has(dirname(path)) && kinds.get(path) === 'added' ? path : dirname(path);
	while (kinds.get(directory) === 'added' && !system.has(dirname(directory))) directory = dirname(directory);
	return servicesOwn.exec(directory)?.[0] ?? directory;
}

const outermost = (paths: readonly string[]): string[] =>
	paths.filter(path => !paths.some(other => other !== '/' && other !== path && isBelow(path, other))).sort();
