import {constants, type Stats} from 'node:fs';
import {access, lstat, open, readlink, realpath, stat, writeFile} from 'node:fs/promises';
import {dirname, isAbsolute} from 'node:path';
import {hasCode, replaceFile, UsageError, writePipe} from '../base/index.js';

/** A report may help an attacker, and a bundle has the environment of a container. */
const PRIVATE = 0o600;

/**
 * Errors of creating a file next to this one, or replacing it, although it may be writable itself: one that is bind-mounted, or in a folder of another
 * user.
 */
const notBeside = ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV'];

/**
 * Writes a result to a file that only the caller can read, whatever was there before: a new file replaces the old one atomically, so that a full disk
 * leaves the old content, and a program that has the old one open reads nothing of the new. A symlink stays and its target is replaced. Devices, pipes and
 * files opened by a shell are written in place.
 *
 * A link or a pipe of another user is refused: someone may have put it there to choose the file that is overwritten, or to read along.
 *
 * @param signal  ends waiting for the reader of a pipe
 * @throws UsageError for what is refused, and the system's error
 * @source proc(5), fs.protected_symlinks, fs.protected_fifos
 */
export async function writeOutputFile(path: string, text: string | Iterable<string>, signal: AbortSignal): Promise<void> {
	const file = await destination(path);
	if (file === null) return writeFile(path, text);
	const found = await lstat(file).catch(absent);
	if (found?.isFIFO() === true) {
		mustBeOurs(found, 'the pipe');
		return writePipe(file, text, signal);
	}
	// Only root makes devices.
	if (found !== null && !found.isFile()) return writeFile(file, text);
	// Replacing a file needs no write permission on it: a read-only file would be changed all the same.
	if (found !== null) await access(file, constants.W_OK);
	try {
		await replaceFile(file, text, PRIVATE, null);
	} catch (error) {
		if (found === null || !hasCode(error, ...notBeside)) throw error;
		await rewrite(file, text);
	}
}

/** Writes a file that cannot be replaced, closed to others first. */
async function rewrite(path: string, text: string | Iterable<string>): Promise<void> {
	const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		mustBeOurs(await file.stat(), 'the file');
		await file.chmod(PRIVATE);
		await file.truncate();
		await writeFile(file, text);
	} finally {
		await file.close();
	}
}

/** @throws UsageError */
function mustBeOurs({uid}: Stats, what: string): void {
	const own = process.getuid?.() ?? 0;
	if (uid !== own && uid !== 0) throw new UsageError(`${what} belongs to another user (uid ${uid})`);
}

function absent(error: unknown): null {
	if (hasCode(error, 'ENOENT')) return null;
	throw error;
}

/** The target of a chain of links, whether it exists or not; `null` for an open file (`/dev/stdout`), whose path is not a real location. */
async function destination(path: string): Promise<string | null> {
	const folder = await realpath(dirname(path));
	if (folder.startsWith('/proc/')) return null;
	const found = await lstat(path).catch(absent);
	if (found?.isSymbolicLink() !== true) return path;
	// Reports a loop.
	await stat(path).catch(absent);
	mustBeOurs(found, 'the link');
	const link = await readlink(path);
	return destination(isAbsolute(link) ? link : `${folder}/${link}`);
}
