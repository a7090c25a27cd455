import type {Socket} from 'node:net';
import {Readable} from 'node:stream';
import type {EngineAddress} from './address.js';
import {cancelled, timedOut, unsendable} from './failures.js';
import {getRequest} from './kept-connection.js';
import {responseParser} from './response-parser.js';

/** An answer whose body is still to come: what breaks from here on is told by the body. */
export type StreamedAnswer = {readonly status: number; readonly body: Readable};

export type StreamedQuestion = {
	/** With the query, without the host. */
	readonly path: string;
	/** Milliseconds until the answer begins; 0: as long as it takes. */
	readonly timeoutMs: number;
	/** Milliseconds of silence afterwards; 0: for ever. Absent: `timeoutMs`. */
	readonly silenceMs?: number;
	readonly signal?: AbortSignal | undefined;
};

/**
 * Sends one GET on a connection that ends with its answer, without Node's HTTP client: loading that and making a request with it takes
 * 15 ms of the time in which a fleet is judged.
 *
 * @param socket  connected, or about to be
 * @throws EngineError worded, else what Node says of the connection
 */
export function streamedAnswer(
	socket: Socket,
	address: EngineAddress,
	{path, timeoutMs, silenceMs = timeoutMs, signal}: StreamedQuestion,
): Promise<StreamedAnswer> {
	return new Promise((resolve, reject) => {
		const request = getRequest(path, 'close');
		if (request === null || signal?.aborted === true) {
			socket.destroy();
			reject(request === null ? unsendable() : cancelled(signal?.reason));
			return;
		}
		// Of a body Node's own streams say it with this code, and whoever reads one knows it.
		const stop = () => end(begun ? Object.assign(new Error('aborted'), {code: 'ABORT_ERR'}) : cancelled(signal?.reason));
		const body = new Readable({
			read: () => socket.resume(),
			destroy(error, done) {
				signal?.removeEventListener('abort', stop);
				socket.destroy();
				done(error);
			},
		});
		// As with Node's own answers: what breaks while nobody reads it yet does not end the program; whoever does is told.
		body.on('error', () => undefined);
		let begun = false;
		let whole = false;
		const parser = responseParser({
			onHead({status}) {
				begun = true;
				socket.setTimeout(silenceMs);
				resolve({status, body});
			},
			onBody(part) {
				// What follows the answer was not asked for, and must not spoil it.
				if (!whole && !body.push(part)) socket.pause();
			},
			onEnd() {
				whole = true;
				body.push(null);
			},
		});

		/** Before the answer it is the question that failed, afterwards its body. */
		function end(error: Error): void {
			if (whole) return;
			if (!begun) reject(error);
			body.destroy(begun ? error : undefined);
		}

		signal?.addEventListener('abort', stop);
		socket.setTimeout(timeoutMs);
		socket.on('data', bytes => {
			const problem = parser.parse(bytes);
			if (problem !== null) end(problem);
		});
		socket.on('end', () => {
			const problem = parser.finish();
			if (problem !== null && begun) end(Object.assign(new Error('aborted'), {code: 'ECONNRESET'}));
		});
		socket.on('timeout', () => {
			// It is the reader who takes his time, and not the engine.
			if (begun && socket.isPaused()) socket.setTimeout(silenceMs);
			else end(timedOut(address, `GET ${path}`, begun ? silenceMs : timeoutMs));
		});
		socket.on('error', end);
		socket.on('close', () => end(Object.assign(new Error('socket hang up'), {code: 'ECONNRESET'})));
		socket.write(request, 'latin1');
	});
}
