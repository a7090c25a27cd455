import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';

const LIMIT = 64 * 1024;

/**
 * The first 64 KiB of a regular file, `null` where there is none to be read. A container decides what lies in its directories, and a pipe
 * would never end: nothing but a regular file is read, and no link is followed.
 */
export function readSmallFile(path: string): string | null {
	let descriptor: number;
	try {
		descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch {
		// Absent, a link that was swapped in meanwhile, or not ours to read: the caller says that it was not seen.
		return null;
	}
	try {
		if (!fstatSync(descriptor).isFile()) return null;
		const buffer = Buffer.alloc(LIMIT);
		return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, LIMIT, 0));
	} finally {
		closeSync(descriptor);
	}
}
