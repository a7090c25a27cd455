import {createReadStream} from 'node:fs';
import {Socket} from 'node:net';
import {UnreadFileError} from './bounded-text.js';
import {openInput} from './open-input.js';

const MB = 1024 * 1024;
/** Bytes of a policy, an ignore file or a VEX document. */
const usual = 64 * MB;

/**
 * The bytes of a file that the user named, or of a pipe that a shell has opened (`--policy <(…)`): the event loop waits for it, and Ctrl-C
 * works.
 *
 * @param limit  bytes: pipes may never end
 * @throws UnreadFileError beyond the limit or for what is no file, and Node's own error for a file that cannot be read
 */
export async function readInput(path: string, limit = usual): Promise<Buffer> {
	const {fd, isPipe} = await openInput(path);
	return readStream(isPipe ? new Socket({fd, readable: true, writable: false}) : createReadStream('', {fd}), limit);
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
