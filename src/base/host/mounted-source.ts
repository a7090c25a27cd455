import type {Stats} from 'node:fs';
import {join} from 'node:path';
import {isWithin} from '../facts/host-paths.js';
import type {FileAccess, MountedSource} from '../facts/index.js';
import {once} from '../facts/once.js';
import {OTHER_SOCKETS} from '../facts/runtime-sockets.js';
import {holdsSecretFiles} from '../facts/secret-files.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import {followedPath} from './file-facts.js';
import {type HostTree, textAt} from './host-tree.js';
import {type Mount, parseMountTable} from './mount-table.js';
import {identityOf, type ListeningFile, type RuntimeSockets} from './runtime-sockets.js';
import {ownerOf, secretFilesBelow} from './secret-files.js';

/**
 * What lies at a mounted path: whether it is or contains the socket of a container runtime is decided by the file itself, so that
 * neither a hard link nor a bind mount nor an innocent name hides one, and a file that only has the name is none.
 *
 * @returns `null` for a path that may not be seen
 */
export function lookAtSources(
	tree: HostTree,
	sockets: RuntimeSockets,
	nameOf: (path: string) => string | null,
): (path: string) => MountedSource | null {
	const mounts = once(() => parseMountTable(textAt(tree, '/proc/self/mountinfo')));
	return path => {
		const real = followedPath(tree, path);
		const seen = real === null ? null : tree.lstat(real);
		if (real === null || seen?.known !== true) return null;
		const stats = seen.value;
		if (stats === null) return nothing('missing');
		const source = {...sourceOf(tree, {path: real, stats}, sockets), ...homesBelow(tree, real), owner: ownerOf(stats)};
		if (!stats.isDirectory()) return source;
		const canonical = nameOf(path);
		const secrets = canonical !== null && holdsSecretFiles(canonical) ? secretFilesBelow(tree, real) : null;
		const below = mountedBelow(tree, real, mounts(), nameOf);
		return {...source, ...(secrets === null ? {} : {secrets}), ...(below.length === 0 ? {} : {below})};
	};
}

/** More than a machine mounts in one place. */
const MAX_MOUNTS = 200;

/** A listed path of the host that is mounted again below a directory comes along with it: `/srv/chroot/etc`. */
function mountedBelow(
	tree: HostTree,
	directory: string,
	mounts: readonly Mount[],
	nameOf: (path: string) => string | null,
): NonNullable<MountedSource['below']> {
	const points = mounts.flatMap(({point}) => (point !== directory && isWithin(point, directory) ? [point] : []));
	return points.slice(0, MAX_MOUNTS).flatMap(point => {
		const path = nameOf(point);
		const seen = path === null || isWithin(path, directory) ? null : tree.lstat(point);
		return path === null || seen?.known !== true || seen.value === null ? [] : {path: sanitise(path), owner: ownerOf(seen.value)};
	});
}

/** More than a machine that people log in to has. */
const MAX_HOMES = 500;

/** Whose the homes are that a mount of `/` or `/home` brings along: not only those of the owner of that directory. */
function homesBelow(tree: HostTree, path: string): Pick<MountedSource, 'homes'> {
	if (!isWithin('/home', path)) return {};
	const listed = tree.some('/home', MAX_HOMES);
	if (!listed.known) return {};
	const seen = (listed.value?.names ?? []).map(name => tree.lstat(join('/home', name)));
	return {homes: seen.flatMap(one => (one.known && one.value?.isDirectory() === true ? ownerOf(one.value) : []))};
}

function sourceOf(tree: HostTree, {path, stats}: Directory, sockets: RuntimeSockets): MountedSource {
	if (stats.isSocket()) return socketSource(stats, sockets);
	return stats.isDirectory() ? directorySource(tree, {path, stats}, sockets) : nothing(stats.isFile() ? 'file' : 'other');
}

const nothing = (kind: MountedSource['kind'], doubt: SafeText | null = null): MountedSource => ({
	kind,
	runtimeSocket: null,
	socket: null,
	doubt,
});

function socketSource(stats: Stats, {runtime, others, unseen}: RuntimeSockets): MountedSource {
	const identity = identityOf(stats);
	const isIt = (listening: ListeningFile) => listening.identity === identity;
	const found = runtime.find(isIt);
	if (found !== undefined) return holds('socket', found);
	const socket = ownerOf(stats);
	if (others.some(isIt)) return {...nothing('socket'), socket};
	const why = unseen.some(isIt)
		? 'it is not visible which process listens on this socket; root sees it'
		: 'no process is seen that listens on this socket: it may have been moved or belong to a container';
	return {...nothing('socket', trusted(why)), socket};
}

type Directory = {readonly path: string; readonly stats: Stats};

function directorySource(tree: HostTree, directory: Directory, {runtime, unseen}: RuntimeSockets): MountedSource {
	const named = ({names}: ListeningFile) => names.some(name => isWithin(name, directory.path));
	const below = runtime.filter(named);
	const found = below.find(({device}) => device === directory.stats.dev) ?? below[0];
	if (found !== undefined) {
		const name = found.names.find(one => isWithin(one, directory.path)) ?? '';
		const apart = found.device === directory.stats.dev ? {} : {apart: true as const};
		return {...holds('directory', found, directory.path), ...apart, way: wayTo(tree, directory.path, name)};
	}
	// A hard link stays within its file system, and the file counts its links. @source link(2)
	const linked = runtime.filter(({hardLinks, device}) => hardLinks > 1 && device === directory.stats.dev);
	const search = linked.length === 0 ? null : findHardLink(tree, directory, new Set(linked.map(({identity}) => identity)));
	const link = linked.find(({identity}) => identity === search?.identity);
	if (link !== undefined) return {...holds('directory', link), way: wayTo(tree, directory.path, search?.path ?? directory.path)};
	if (search?.isWhole === false)
		return nothing('directory', trusted('a runtime socket has a hard link, and the directory has too many files to look for it'));
	const hidden = unseen.find(named)?.names[0];
	if (hidden !== undefined)
		return nothing('directory', sanitise(`it is not visible which process listens on ${hidden}; root sees it`));
	return hasUsualSocket(tree, directory.path) ? nothing('directory') : {...nothing('directory'), lacksUsualSockets: true};
}

/** The directories between a directory and a file in it, the upper one first. */
function wayTo(tree: HostTree, directory: string, file: string): readonly FileAccess[] {
	const parts = file
		.slice(directory.length)
		.split('/')
		.filter(part => part !== '')
		.slice(0, -1);
	return parts.flatMap((_, index) => {
		const seen = tree.lstat(join(directory, ...parts.slice(0, index + 1)));
		return seen.known && seen.value !== null ? [ownerOf(seen.value)] : [];
	});
}

/** Or may have one, where that is not ours to see. */
const hasUsualSocket = (tree: HostTree, directory: string): boolean =>
	OTHER_SOCKETS.filter(path => isWithin(path, directory)).some(path => {
		const seen = tree.lstat(path);
		return !seen.known || seen.value?.isSocket() === true;
	});

/** The name by which it is known inside the directory, else where it was bound. */
function holds(kind: MountedSource['kind'], {names, file, identity}: ListeningFile, within = '/'): MountedSource {
	const name = names.find(one => isWithin(one, within)) ?? names[0] ?? `socket ${identity}`;
	return {kind, runtimeSocket: sanitise(name), socket: file, doubt: null};
}

/** A container may fill a directory with any number of files. */
const MAX_FILES = 20_000;

type Search = {
	/** Of the file that was found. */
	readonly identity: string | null;
	readonly path?: string;
	/** False when not every file was looked at. */
	readonly isWhole: boolean;
};

/**
 * Looks for another name of one of these files in a directory, at any depth, without leaving its file system.
 *
 * @param wanted  device and inode of each
 */
function findHardLink(
	tree: HostTree,
	directory: {readonly path: string; readonly stats: Stats},
	wanted: ReadonlySet<string>,
): Search {
	const ahead = [directory.path];
	let left = MAX_FILES;
	let isWhole = true;
	for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
		const listed = tree.some(path, left);
		if (!listed.known || listed.value?.isAll === false) isWhole = false;
		for (const name of (listed.known && listed.value?.names) || []) {
			left -= 1;
			const at = join(path, name);
			const seen = tree.lstat(at);
			if (!seen.known || seen.value === null || seen.value.dev !== directory.stats.dev) continue;
			if (seen.value.isSocket() && wanted.has(identityOf(seen.value)))
				return {identity: identityOf(seen.value), path: at, isWhole};
			if (seen.value.isDirectory()) ahead.push(at);
		}
		if (left <= 0 && ahead.length > 0) return {identity: null, isWhole: false};
	}
	return {identity: null, isWhole};
}
