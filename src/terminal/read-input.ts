import {constants, createReadStream, open} from 'node:fs';
import {stat} from 'node:fs/promises';
import {Socket} from 'node:net';
import {promisify} from 'node:util';
import {UnreadFileError} from './bounded-text.js';

const MB = 1024 * 1024;
/** Bytes of a policy, an ignore file or a VEX document. */
const usual = 64 * MB;

/**
 * The bytes of a file that the user named, including a pipe (`--policy <(…)`).
 *
 * Opening a pipe waits for its writer, in a pool thread of Node that nothing interrupts: neither Ctrl-C nor `process.exit`. So it is opened
 * non-blocking, and the event loop waits.
 *
 * @param limit  bytes: devices and pipes may never end
 * @throws UnreadFileError beyond the limit, and Node's own error for a file that cannot be read
 * @source fifo(7); docs.libuv.org (threadpool)
 */
export async function readInput(path: string, limit = usual): Promise<Buffer> {
	return readStream((await stat(path)).isFIFO() ? await openPipe(path) : createReadStream(path), limit);
}

/** All bytes of a stream, such as stdin. @param limit  bytes @throws UnreadFileError beyond it */
export async function readStream(stream: AsyncIterable<unknown>, limit = usual): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		const bytes = Buffer.from(chunk as Uint8Array);
		size += bytes.length;
		if (size > limit) throw new UnreadFileError(`it is larger than ${Math.round(limit / MB)} MB`);
		chunks.push(bytes);
	}
	return Buffer.concat(chunks);
}

async function openPipe(path: string): Promise<Socket> {
	// Just the descriptor: the socket closes it, and a FileHandle would close it again.
	const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
	return new Socket({fd, readable: true, writable: false});
}
