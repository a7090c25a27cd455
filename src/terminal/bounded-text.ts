import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';

/** A file that is not read: not a regular one, or larger than the limit for its kind. */
export class UnreadFileError extends Error {
	override readonly name = 'UnreadFileError';
}

/** The size of a procfs file is not known before it is read: most are smaller. */
const atOnce = 64 * 1024;
const buffer = Buffer.allocUnsafeSlow(atOnce);

/**
 * The text of a regular file. Pipes and devices may never end, and in /proc a container controls how long its command
 * lines and its maps are.
 *
 * @param limit  bytes
 * @param flags  of open(2), besides reading
 * @throws UnreadFileError, and Node's own error for a file that cannot be opened
 */
export function boundedText(path: string, limit: number, flags = 0): string {
	const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | flags);
	try {
		if (!fstatSync(file).isFile()) throw new UnreadFileError('it is not a regular file');
		const parts: Buffer[] = [];
		let size = 0;
		for (;;) {
			const length = readSync(file, buffer, 0, atOnce, null);
			if (length === 0) return parts.length === 1 ? (parts[0] ?? buffer).toString('utf8') : Buffer.concat(parts).toString('utf8');
			size += length;
			if (size > limit) throw new UnreadFileError(`it is larger than ${Math.round(limit / 1024)} kB`);
			parts.push(Buffer.from(buffer.subarray(0, length)));
		}
	} finally {
		closeSync(file);
	}
}
