import {constants, open} from 'node:fs';
import {readFile, stat} from 'node:fs/promises';
import {Socket} from 'node:net';
import {promisify} from 'node:util';

/**
 * The bytes of a file that somebody named, a pipe (`--policy <(…)`) too.
 *
 * To open a pipe waits for its writer, in a thread of Node's pool that nothing ends: not Ctrl-C, not `process.exit`. So it is opened
 * at once, and the event loop waits.
 *
 * @source fifo(7); docs.libuv.org (threadpool)
 */
export async function readInput(path: string): Promise<Buffer> {
	return (await stat(path)).isFIFO() ? readPipe(path) : readFile(path);
}

async function readPipe(path: string): Promise<Buffer> {
	// The number alone: the socket closes it, and a FileHandle would once more.
	const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NONBLOCK);
	const chunks: Buffer[] = [];
	for await (const chunk of new Socket({fd, readable: true, writable: false})) chunks.push(chunk);
	return Buffer.concat(chunks);
}
