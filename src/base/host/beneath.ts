import {closeSync, lstatSync, opendirSync, readlinkSync, type Stats} from 'node:fs';
import {openAsPath, regularBytes, UnreadFileError} from '../lib/bounded-text.js';
import {trimEndOf} from '../text/trim-end.js';

/*
 * Paths below a directory whose content is someone else's: each component is opened relative to the one before, none of them through a link,
 * so that no path leads out of it, whatever is renamed meanwhile, and none is too long. Node has no openat(2); `/proc/self/fd/N/name` is the
 * same. @source proc_pid_fd(5), path_resolution(7)
 */

/** Folders in one another; with more, it was made to be slow. */
const MAX_DEPTH = 1000;
/** Open at a time, for all trees together: a process may have 1024 by default. */
const MAX_OPEN = 900;

type Step = {readonly name: string; readonly fd: number};
type Chain = Step[];

/** The folders that were opened last, by their root: the next path is mostly in or below the same. */
const chains = new Map<string, Chain>();
let open = 0;
let closesSoon = false;

/** Nothing stays open: a folder that is held cannot be unmounted by its engine. */
function closeSoon(): void {
	if (closesSoon) return;
	closesSoon = true;
	setImmediate(() => {
		closesSoon = false;
		closeFolders();
	});
}

/** Closes every folder that is still open. */
export function closeFolders(): void {
	for (const root of [...chains.keys()]) closeBeyond(root, 0);
}

function closeBeyond(root: string, length: number): void {
	const chain = chains.get(root) ?? [];
	for (const {fd} of chain.splice(length)) {
		closeSync(fd);
		open -= 1;
	}
	if (length === 0) chains.delete(root);
}

function makeRoom(root: string): void {
	for (const other of [...chains.keys()]) {
		if (open < MAX_OPEN) return;
		if (other !== root) closeBeyond(other, 0);
	}
	if (open >= MAX_OPEN) closeBeyond(root, 0);
}

/**
 * The descriptor (O_PATH) of a folder below the root; valid in this turn of the event loop.
 *
 * @throws UnreadFileError where a link or too many folders are in the way, and Node's own error
 */
function folder(root: string, path: string): number {
	const names = ['', ...path.split('/').filter(name => name !== '' && name !== '.')];
	if (names.includes('..') || names.length > MAX_DEPTH)
		throw new UnreadFileError(
			names.includes('..') ? 'its path leads upwards' : `it has more than ${MAX_DEPTH} folders in one another`,
		);
	closeSoon();
	if (open + names.length > MAX_OPEN) makeRoom(root);
	const chain = chains.get(root) ?? [];
	chains.set(root, chain);
	const same = names.findIndex((name, index) => chain[index]?.name !== name);
	closeBeyond(root, same === -1 ? names.length : same);
	const steps = chains.get(root) ?? [];
	chains.set(root, steps);
	for (const name of names.slice(steps.length)) {
		const above = steps.at(-1);
		const fd = above === undefined ? openAsPath(root, 'directory') : openFolder(above.fd, name);
		open += 1;
		steps.push({name, fd});
	}
	return steps.at(-1)?.fd ?? -1;
}

function openFolder(above: number, name: string): number {
	const at = `/proc/self/fd/${above}/${name}`;
	try {
		return openAsPath(at, 'directory-no-follow');
	} catch (error) {
		// What is a link now was none when the path was followed.
		if (lstatSync(at, {throwIfNoEntry: false})?.isSymbolicLink() === true)
			throw new UnreadFileError('a folder of its path is a link');
		throw error;
	}
}

/** The last component stays as it is: a path that the kernel resolves from the folder. */
function place(root: string, path: string): string {
	const plain = trimEndOf(path, '/');
	const end = plain.lastIndexOf('/');
	const name = plain.slice(end + 1);
	if (name === '' || name === '.') return `/proc/self/fd/${folder(root, '')}/.`;
	if (name === '..') throw new UnreadFileError('its path leads upwards');
	return `/proc/self/fd/${folder(root, plain.slice(0, Math.max(0, end)))}/${name}`;
}

export const lstatBeneath = (root: string, path: string): Stats | null =>
	lstatSync(place(root, path), {throwIfNoEntry: false}) ?? null;

export const linkBeneath = (root: string, path: string): string => readlinkSync(place(root, path));

/** The text of a regular file; anything else is looked at, but never opened. */
export const textBeneath = (root: string, path: string, limit: number): string =>
	bytesBeneath(root, path, limit).toString('utf8');

export function bytesBeneath(root: string, path: string, limit: number): Buffer {
	const fd = openAsPath(place(root, path), 'no-follow');
	try {
		return regularBytes(fd, limit);
	} finally {
		closeSync(fd);
	}
}

/** A name that is no valid UTF-8 cannot be part of a path here; `bytes` are its own. */
export type Name = {readonly name: string; readonly bytes: Buffer};

/** The first names in a folder of any size, unordered. */
export function namesBeneath(
	root: string,
	path: string,
	most: number,
): {readonly names: readonly Name[]; readonly isAll: boolean} {
	const directory = opendirSync(`/proc/self/fd/${folder(root, path)}/.`, {encoding: 'latin1'});
	try {
		const names: Name[] = [];
		for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
			if (names.length === most) return {names, isAll: false};
			const bytes = Buffer.from(entry.name, 'latin1');
			names.push({name: bytes.toString('utf8'), bytes});
		}
		return {names, isAll: true};
	} finally {
		directory.closeSync();
	}
}

/** What is at a name in a folder, `null` where it is gone; a folder whose name is no text cannot be entered. */
export function entryBeneath(root: string, path: string, {name, bytes}: Name): Stats | null {
	const fd = folder(root, path);
	if (!name.includes('\ufffd')) return lstatSync(`/proc/self/fd/${fd}/${name}`, {throwIfNoEntry: false}) ?? null;
	const stats = lstatSync(Buffer.concat([Buffer.from(`/proc/self/fd/${fd}/`), bytes]), {throwIfNoEntry: false}) ?? null;
	if (stats?.isDirectory() === true && !Buffer.from(name).equals(bytes)) throw new UnreadFileError('its name is no valid UTF-8');
	return stats;
}
