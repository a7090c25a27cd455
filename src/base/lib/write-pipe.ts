import {constants, open} from 'node:fs';
import {Socket} from 'node:net';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {setTimeout as pause} from 'node:timers/promises';
import {promisify} from 'node:util';
import {hasCode} from './has-code.js';

const betweenTries = 100;

/**
 * Writes to a named pipe, and waits for its reader as a shell does.
 *
 * Opening a pipe that nothing reads waits in a pool thread of Node that nothing interrupts: neither Ctrl-C nor `process.exit`. So it is
 * opened non-blocking, which fails until there is a reader, and the event loop waits.
 *
 * @throws the system's error, and the reason of the signal
 * @source fifo(7)
 */
export async function writePipe(path: string, text: string | Iterable<string>, signal: AbortSignal): Promise<void> {
	// Just the descriptor: the socket closes it, and a FileHandle would close it again.
	const fd = await openedForWriting(path, signal);
	const socket = new Socket({fd, readable: false, writable: true});
	await pipeline(Readable.from(typeof text === 'string' ? [text] : text), socket, {signal});
}

async function openedForWriting(path: string, signal: AbortSignal): Promise<number> {
	for (;;) {
		try {
			return await promisify(open)(path, constants.O_WRONLY | constants.O_NONBLOCK);
		} catch (error) {
			if (!hasCode(error, 'ENXIO')) throw error;
		}
		await pause(betweenTries, undefined, {signal});
	}
}
