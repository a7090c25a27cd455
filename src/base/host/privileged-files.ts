import type {Stats} from 'node:fs';
import {type Known, known, unknown} from '../answers/index.js';
import type {FileCapability} from '../facts/index.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import {isInContainer} from './control-group.js';
import {capableAmong, type ExecutableFile} from './file-capabilities.js';
import {openForeignTree, rootOf} from './foreign-tree.js';
import {belowRoot, type HostTree, openTree} from './host-tree.js';
import type {ImagePlace} from './image-accounts.js';
import {walkImage} from './walk-image.js';

const SETUID = 0o4000;
const SETGID = 0o2000;
const ANY_EXECUTE = 0o111;

/** Files of an image that give privileges to anyone who executes them. */
export type PrivilegedFiles = {
	readonly setuid: Known<readonly SafeText[]>;
	/** Only setgid: who executes one joins a group, and does not become another user. */
	readonly setgid: Known<readonly SafeText[]>;
	readonly capable: Known<readonly FileCapability[]>;
};

/**
 * Setuid and setgid files of an image, and its programs with file capabilities: from its layers, else from a running container's file
 * system, seen through the root directory of its first process, excluding mounts by their device. Read on the host, without an exec or an
 * event; needs root.
 */
export async function findPrivilegedFiles(
	{layers, running}: ImagePlace,
	root = '/',
	signal?: AbortSignal,
): Promise<PrivilegedFiles> {
	const tree = openTree(root);
	if (layers !== null) {
		const directories = layers.map(layer => openForeignTree(belowRoot(tree, layer)));
		const noted = emptyNotes();
		const found = await walkImage(directories, noting(noted, ownerUid(directories.at(-1) ?? tree)), {signal});
		// Removed with the image meanwhile, or not visible from here: a missing layer is not a clean one.
		const lost = directories.findIndex(layer => !isThere(layer));
		if (lost === -1) return privilegedFiles(found, noted, signal);
		if (running === null) return neither(unknown(`host:${layers[lost]}`, 'a layer directory is missing'));
	}
	if (running === null) return neither(unknown('host:image', 'the engine does not report where its host stores the image'));
	const {pid, containerId, mounted} = running;
	const source = `host:/proc/${pid}/root`;
	const gone = neither(unknown(source, 'the process does not, or no longer, belong to this container'));
	if (!isInContainer(tree, pid, containerId)) return gone;
	const top = openForeignTree(rootOf(tree, pid));
	const seen = top.lstat('/');
	if (!seen.known) return neither(seen);
	if (seen.value === null) return neither(unknown(source, 'the process has ended'));
	const noted = emptyNotes();
	const wanted = noting(noted, seen.value.uid);
	const found = await walkImage([top], wanted, {device: seen.value.dev, mounted: new Set(mounted), signal});
	const files = await privilegedFiles(found, noted, signal);
	// This takes a while: if the process ended meanwhile, only a part was seen.
	return isInContainer(tree, pid, containerId) ? files : gone;
}

/**
 * The same for one mount of a running container, a directory or a single file, without the mounts below it. Needs root.
 *
 * @param point  in the mount table of the process, `''` for its root: links cannot lead out of it
 * @param mostEntries  with more the result is unknown: it may be a whole disk
 */
export async function privilegedFilesOfMount(
	pid: number,
	point: string,
	others: ReadonlySet<string>,
	mostEntries: number,
	signal?: AbortSignal,
): Promise<PrivilegedFiles> {
	const top = openForeignTree(rootOf(openTree('/'), pid));
	const seen = top.lstat(point === '' ? '/' : point);
	if (!seen.known) return neither(seen);
	if (seen.value === null) return neither(unknown(`host:${top.root}${point}`, 'it is not there'));
	const noted = emptyNotes();
	const wanted = noting(noted, ownerUid(top));
	if (!seen.value.isDirectory()) {
		const setuid = seen.value.isFile() && wanted(seen.value, point, top) ? [point] : [];
		return privilegedFiles(known(setuid), noted, signal);
	}
	const below = new Set([...others].filter(one => one.startsWith(`${point}/`)));
	return privilegedFiles(await walkImage([top], wanted, {from: point, mounted: below, mostEntries, signal}), noted, signal);
}

const neither = (reason: Known<never>): PrivilegedFiles => ({setuid: reason, setgid: reason, capable: reason});

function ownerUid(tree: HostTree): number {
	const seen = tree.lstat('/');
	return (seen.known && seen.value?.uid) || 0;
}

type Notes = {readonly programs: ExecutableFile[]; readonly setgid: string[]};
const emptyNotes = (): Notes => ({programs: [], setgid: []});

/**
 * Accepts setuid files of root, and notes those that are only setgid, and every program, on the way.
 *
 * @param root  uid on the host of the container's root: whose its root directory is
 */
const noting =
	({programs, setgid}: Notes, root: number) =>
	({mode, uid, gid}: Stats, path: string, {root: of}: HostTree): boolean => {
		if ((mode & ANY_EXECUTE) !== 0) programs.push({path, place: `${of}${path}`, uid, gid, mode: mode & 0o7777});
		if ((mode & (SETUID | SETGID)) === SETGID) setgid.push(path);
		return (mode & SETUID) !== 0 && uid === root;
	};

async function privilegedFiles(found: Known<readonly string[]>, noted: Notes, signal?: AbortSignal): Promise<PrivilegedFiles> {
	if (!found.known) return neither(found);
	return {
		setuid: named(found),
		setgid: named(known(noted.setgid.toSorted())),
		capable: await capableAmong(noted.programs, signal),
	};
}

function isThere(tree: HostTree): boolean {
	const seen = tree.lstat('/');
	return !seen.known || seen.value !== null;
}

const named = (paths: Known<readonly string[]>): Known<readonly SafeText[]> =>
	paths.known ? known(paths.value.map(sanitise)) : paths;
