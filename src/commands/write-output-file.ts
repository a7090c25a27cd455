import {constants} from 'node:fs';
import {access, lstat, readlink, realpath, stat, writeFile} from 'node:fs/promises';
import {dirname, isAbsolute} from 'node:path';
import {hasCode} from '../terminal/has-code.js';
import {replaceFile} from '../terminal/replace-file.js';
import {writePipe} from '../terminal/write-pipe.js';

/** A report may help an attacker. */
const NEW_FILE = 0o600;

/**
 * Errors of creating a file next to this one, or replacing it, although it may be writable itself: a file that is bind-mounted, or owned by another
 * user.
 */
const notBeside = ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV'];

/**
 * Writes a result to a file atomically: a full disk leaves the old content. A file keeps its mode and owner, and a symlink stays and its
 * target is written. Devices, pipes, files opened by a shell and files with several hard links are written in place.
 *
 * @param signal  ends waiting for the reader of a pipe
 * @throws the system's error
 */
export async function writeOutputFile(path: string, text: string | Iterable<string>, signal: AbortSignal): Promise<void> {
	const inPlace = () => writeFile(path, text, {mode: NEW_FILE});
	const found = await stat(path).catch(absent);
	if (found?.isFIFO()) return writePipe(path, text, signal);
	if (found !== null && (!found.isFile() || found.nlink > 1)) return inPlace();
	const file = await destination(path);
	if (file === null) return inPlace();
	// Replacing a file needs no write permission on it: a read-only file would be changed all the same.
	if (found !== null) await access(file, constants.W_OK);
	try {
		await replaceFile(file, text, found === null ? NEW_FILE : found.mode & 0o7777, found);
	} catch (error) {
		if (found === null || !hasCode(error, ...notBeside)) throw error;
		await inPlace();
	}
}

function absent(error: unknown): null {
	if (hasCode(error, 'ENOENT')) return null;
	throw error;
}

/** The target of a chain of links, whether it exists or not; `null` for an open file (`/dev/stdout`), whose path is not a real location. */
async function destination(path: string): Promise<string | null> {
	const folder = await realpath(dirname(path));
	if (folder.startsWith('/proc/')) return null;
	const link = (await lstat(path).catch(absent))?.isSymbolicLink() ? await readlink(path) : null;
	if (link === null) return path;
	return destination(isAbsolute(link) ? link : `${folder}/${link}`);
}
