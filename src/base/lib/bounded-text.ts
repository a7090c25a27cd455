import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {hasCode} from './has-code.js';

/** A file that is not read: not a regular one, or larger than the limit for its kind. */
export class UnreadFileError extends Error {
	override readonly name = 'UnreadFileError';
}

/** The size of a procfs file is not known before it is read: most are smaller. */
const atOnce = 64 * 1024;
const buffer = Buffer.allocUnsafeSlow(atOnce);

/** Node does not name it. Nothing is opened by it: no driver is asked, no pipe waits. @source open(2); include/uapi/asm-generic/fcntl.h */
const O_PATH = 0o10000000;

const waysToOpen = {
	follow: 0,
	'no-follow': constants.O_NOFOLLOW,
	directory: constants.O_DIRECTORY,
	'directory-no-follow': constants.O_DIRECTORY | constants.O_NOFOLLOW,
} as const;

/** A descriptor that stands for what is at a path, without opening it. @throws Node's own error */
export const openAsPath = (path: string, how: keyof typeof waysToOpen): number => openSync(path, O_PATH | waysToOpen[how]);

/**
 * The content of the regular file that a descriptor of `openAsPath` stands for. To open a device has effects (a watchdog starts, a tape is
 * wound back), and a pipe or device may never end; so it is looked at first, and the very same file is opened.
 *
 * @param limit  bytes; in /proc a container controls how long its command lines and its maps are
 * @throws UnreadFileError, and Node's own error for a file that cannot be opened
 */
export const readAsRegularFile = (path: number, limit: number): string => regularBytes(path, limit).toString('utf8');

/** The same, undecoded. */
export const regularBytes = (path: number, limit: number): Buffer => bytesOf(openRegular(path), limit);

/** Opens that file, to be closed by the caller. */
export function openRegular(path: number): number {
	const seen = fstatSync(path);
	if (seen.isSymbolicLink()) throw new UnreadFileError('it is a link');
	if (!seen.isFile()) throw new UnreadFileError('it is not a regular file');
	return openUnmarked(`/proc/self/fd/${path}`);
}

const readAtOnce = constants.O_RDONLY | constants.O_NONBLOCK;

/** Reading is to leave no access time behind, which is for the owner of a file and root to ask. @source open(2), O_NOATIME */
function openUnmarked(path: string): number {
	try {
		return openSync(path, readAtOnce | constants.O_NOATIME);
	} catch (error) {
		if (!hasCode(error, 'EPERM')) throw error;
		return openSync(path, readAtOnce);
	}
}

/** Closes the file. */
function bytesOf(file: number, limit: number): Buffer {
	try {
		if (!fstatSync(file).isFile()) throw new UnreadFileError('it is not a regular file');
		const parts: Buffer[] = [];
		let size = 0;
		for (;;) {
			const length = readSync(file, buffer, 0, atOnce, null);
			if (length === 0) return Buffer.concat(parts);
			size += length;
			if (size > limit) throw new UnreadFileError(`it is larger than ${Math.round(limit / 1024)} kB`);
			parts.push(Buffer.from(buffer.subarray(0, length)));
		}
	} finally {
		closeSync(file);
	}
}

/** Files that the kernel itself makes, at paths that lead through nothing of a process: these are opened at once. */
const ofKernel = /^\/(?:proc\/(?:[^/]+\/)?[a-z_]+|proc\/(?:sys|self|\d+\/(?:net|attr))\/[\w./-]+|sys\/.+)$/s;

/**
 * The text of a regular file; anything else is not opened.
 *
 * @param limit  bytes
 * @throws UnreadFileError, and Node's own error for a file that cannot be opened
 */
export const boundedText = (path: string, limit: number): string => boundedBytes(path, limit).toString('utf8');

/** The same, undecoded. */
export function boundedBytes(path: string, limit: number): Buffer {
	if (process.platform !== 'linux' || ofKernel.test(path)) return bytesOf(openSync(path, readAtOnce), limit);
	const file = openAsPath(path, 'follow');
	try {
		return regularBytes(file, limit);
	} finally {
		closeSync(file);
	}
}
