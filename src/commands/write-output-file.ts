import {constants} from 'node:fs';
import {access, lstat, readlink, realpath, stat, writeFile} from 'node:fs/promises';
import {dirname, isAbsolute} from 'node:path';
import {replaceFile} from '../terminal/replace-file.js';

/** A result may tell an attacker where to begin. */
const NEW_FILE = 0o600;

/** Why no file can be put beside this one, or in its place, though the file itself may be writable: a file that is mounted alone, another's. */
const notBeside = ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV'];

/**
 * Writes a result to a file, whole or not at all: a full disk leaves what was there. A file keeps its mode and owner, a link stays and what it
 * leads to is written. What is no file (a device, a pipe, what a shell has opened), and a file of several names, is written in place.
 *
 * @throws the system's error
 */
export async function writeOutputFile(path: string, text: string | Iterable<string>): Promise<void> {
	const inPlace = () => writeFile(path, text, {mode: NEW_FILE});
	const found = await stat(path).catch(absent);
	if (found !== null && (!found.isFile() || found.nlink > 1)) return inPlace();
	const file = await destination(path);
	if (file === null) return inPlace();
	// To replace a file needs no right to write it: what somebody closed would be changed all the same.
	if (found !== null) await access(file, constants.W_OK);
	try {
		await replaceFile(file, text, found === null ? NEW_FILE : found.mode & 0o7777, found);
	} catch (error) {
		if (found === null || !notBeside.includes(codeOf(error))) throw error;
		await inPlace();
	}
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

function absent(error: unknown): null {
	if (codeOf(error) === 'ENOENT') return null;
	throw error;
}

/** Where a chain of links ends, there or not; `null` for what a process has opened (`/dev/stdout`): its path is no place of its own. */
async function destination(path: string): Promise<string | null> {
	const folder = await realpath(dirname(path));
	if (folder.startsWith('/proc/')) return null;
	const link = (await lstat(path).catch(absent))?.isSymbolicLink() ? await readlink(path) : null;
	if (link === null) return path;
	return destination(isAbsolute(link) ? link : `${folder}/${link}`);
}
