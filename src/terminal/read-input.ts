import {constants, createReadStream, open} from 'node:fs';
import {stat} from 'node:fs/promises';
import {Socket} from 'node:net';
import {promisify} from 'node:util';
import {UnreadFileError} from './bounded-text.js';

const MB = 1024 * 1024;
/** Bytes of a policy, an ignore file, a statement about vulnerabilities. */
const usual = 64 * MB;

/**
 * The bytes of a file that a person named, a pipe (`--policy <(…)`) too.
 *
 * To open a pipe waits for its writer, in a thread of Node's pool that nothing ends: not Ctrl-C, not `process.exit`. So it is opened
 * at once, and the event loop waits.
 *
 * @param limit  bytes: a device and a pipe may have no end
 * @throws UnreadFileError beyond the limit, and whatever Node says of a file that cannot be read
 * @source fifo(7); docs.libuv.org (threadpool)
 */
export async function readInput(path: string, limit = usual): Promise<Buffer> {
	return readStream((await stat(path)).isFIFO() ? await openPipe(path) : createReadStream(path), limit);
}

/** All bytes of a stream, stdin say. @param limit  bytes @throws UnreadFileError beyond it */
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
	// The number alone: the socket closes it, and a FileHandle would once more.
	const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
	return new Socket({fd, readable: true, writable: false});
}
