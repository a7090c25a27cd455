import type {Socket} from 'node:net';
import {getRequest, type WholeAnswer} from './kept-connection.js';
import {MAX_ANSWER} from './read-answer.js';
import {type ResponseHead, responseParser} from './response-parser.js';

/** Milliseconds without a byte after which the rest is asked otherwise: one container that hangs would hold up all behind it. */
const silence = 250;

export type Pipeline = {
	/** In the order of the paths; `null` where there was none: it may be asked again, and why is told then. */
	readonly answers: readonly Promise<WholeAnswer | null>[];
	close(): void;
};

type Waiting = (answer: WholeAnswer | null) => void;

/**
 * Sends GETs on one connection without waiting for the answer to the one before. The engine works through them and never waits for us,
 * and many of its answers are read at once: of 500 inspects that halves the processor time.
 *
 * Not everything that passes as an engine can do it. What is not answered, whatever the reason, is left to whoever wants it.
 *
 * @param socket  connected, or about to be
 * @param paths  that a request line can hold
 * @source RFC 9112 section 9.3.2
 */
export function pipeline(socket: Socket, paths: readonly string[]): Pipeline {
	const waiting: Waiting[] = [];
	let head: ResponseHead | null = null;
	let parts: Buffer[] = [];
	let size = 0;
	let heard = true;

	const parser = responseParser({
		onHead(answer) {
			head = answer;
		},
		onBody(part) {
			parts.push(part);
			size += part.length;
			if (size > MAX_ANSWER) close();
		},
		onEnd() {
			const resolve = waiting.shift();
			if (resolve === undefined || head === null) return close();
			const {status, headers, staysOpen} = head;
			const text = (parts.length === 1 ? parts[0] : Buffer.concat(parts))?.toString('utf8') ?? '';
			head = null;
			parts = [];
			size = 0;
			resolve({status, headers, text});
			if (waiting.length === 0 || !staysOpen) close();
		},
	});
	// What has come is read before the silence is believed: we may have been busy ourselves.
	const clock = setInterval(() => {
		setImmediate(() => {
			if (!heard) close();
			heard = false;
		});
	}, silence);

	socket.on('data', bytes => {
		heard = true;
		if (waiting.length > 0 && parser.parse(bytes) !== null) close();
	});
	for (const event of ['error', 'end', 'close']) socket.on(event, close);

	socket.ref();
	const requests = paths.map(path => getRequest(path, 'keep-alive') ?? '');
	const answers = paths.map(() => new Promise<WholeAnswer | null>(resolve => waiting.push(resolve)));
	socket.write(requests.join(''), 'latin1');
	return {answers, close};

	function close(): void {
		clearInterval(clock);
		for (const resolve of waiting.splice(0)) resolve(null);
		socket.destroy();
	}
}
