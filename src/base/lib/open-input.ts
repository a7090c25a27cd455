import {close, constants, fstat, open, type Stats, stat} from 'node:fs';
import {type FileHandle, open as openHandle} from 'node:fs/promises';
import {promisify} from 'node:util';
import {UnreadFileError} from './bounded-text.js';

/** A descriptor that the caller closes: of a regular file, or of a pipe that a shell has opened. */
export type OpenInput = {readonly fd: number; readonly isPipe: boolean};

/**
 * Opens a file that the user named or that was found. Looked at before it is opened, since opening is what a device acts on, and again
 * afterwards. Without O_NONBLOCK a pipe would wait for its writer, in a pool thread of Node that nothing interrupts.
 *
 * @throws UnreadFileError for what is no file, and Node's own error
 * @source fifo(7); docs.libuv.org (threadpool)
 */
export async function openInput(path: string): Promise<OpenInput> {
	mustBeInput(path, await promisify(stat)(path));
	const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
	try {
		const found = await promisify(fstat)(fd);
		mustBeInput(path, found);
		return {fd, isPipe: found.isFIFO()};
	} catch (error) {
		await promisify(close)(fd);
		throw error;
	}
}

/** The same for what is read here and there: only a regular file. @throws UnreadFileError, and Node's own error */
export async function openRegular(path: string): Promise<FileHandle> {
	const mustBeFile = (found: Stats) => {
		if (!found.isDirectory()) mustBeInput(path, found);
		if (!found.isFile()) throw new UnreadFileError('it is not a regular file');
	};
	mustBeFile(await promisify(stat)(path));
	const file = await openHandle(path, constants.O_RDONLY | constants.O_NONBLOCK);
	try {
		mustBeFile(await file.stat());
		return file;
	} catch (error) {
		await file.close();
		throw error;
	}
}

/** `<(…)` and `/dev/stdin`: what is behind them was opened on purpose. A pipe found under another name may have no writer. */
const isDescriptor = (path: string): boolean => /^\/(dev\/(fd\/\d+|stdin)|proc\/(self|\d+)\/fd\/\d+)$/.test(path);

function mustBeInput(path: string, found: Stats): void {
	// The system reports a folder when it is read.
	if (found.isFile() || found.isDirectory() || (found.isFIFO() && isDescriptor(path))) return;
	if (found.isCharacterDevice() && isNullDevice(found)) return;
	if (found.isFIFO()) throw new UnreadFileError('it is a named pipe, and not a regular file: use <(…) to read from a program');
	throw new UnreadFileError(`it is a ${found.isSocket() ? 'socket' : 'device'}, and not a regular file`);
}

/** /dev/null is what people name for an empty file, and ends at once. @source Linux: Documentation/admin-guide/devices.txt, 1:3 */
const isNullDevice = ({rdev}: Stats): boolean => process.platform === 'linux' && rdev === 0x103;
