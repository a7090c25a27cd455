import type {Socket} from 'node:net';
import type {EngineAddress} from './address.js';
import {EngineError, hasCode} from './engine-error.js';
import {ReusedSocketError} from './exchange.js';
import {cancelled, invalidAnswer, timedOut, unsendable} from './failures.js';
import {MAX_ANSWER} from './read-answer.js';
import {wholeAnswers} from './whole-answers.js';

/** An answer that has come whole, whatever its status. */
export type WholeAnswer = {
	readonly status: number;
	/** By lower-case name; the last of several with one name. */
	readonly headers: ReadonlyMap<string, string>;
	readonly text: string;
};

export type WholeQuestion = {
	/** With the query, without the host. */
	readonly path: string;
	/** Until the first byte of the answer, and from one to the next; 0: as long as it takes. */
	readonly timeoutMs: number;
	readonly signal?: AbortSignal | undefined;
};

/** One connection that is used for one question after the other. */
export type KeptConnection = {
	/**
	 * Sends one GET while no other is on its way; resolves with the whole answer.
	 *
	 * @throws EngineError worded, ReusedSocketError where it may be asked again, else what Node says of the connection
	 */
	get(question: WholeQuestion): Promise<WholeAnswer>;
	/** Whether another question can be sent. */
	readonly usable: boolean;
	close(): void;
};

type Waiting = {
	readonly label: string;
	readonly timeoutMs: number;
	readonly resolve: (answer: WholeAnswer) => void;
	readonly reject: (error: Error) => void;
	/** Stops listening to the question's signal. */
	readonly release: () => void;
};

/** What Node refuses in a request line. @source RFC 9112 section 3.2; lib/_http_client.js, INVALID_PATH_REGEX */
const unsendablePath = /[^\x21-\xff]/;

/** The whole of a GET, or `null` for a path that no request line can hold. @param connection  what becomes of it after the answer */
export function getRequest(path: string, connection: 'keep-alive' | 'close'): string | null {
	if (unsendablePath.test(path)) return null;
	return `GET ${path} HTTP/1.1\r\nHost: docker\r\nConnection: ${connection}\r\nUser-Agent: dockscope\r\n\r\n`;
}

/**
 * HTTP/1.1 on one socket, for GET alone. Node's client makes a request, an answer and their streams for each question: 0.3 ms of
 * processor time, where an inspect's JSON needs 0.03.
 *
 * @param socket  connected, or about to be
 */
export function keptConnection(socket: Socket, address: EngineAddress): KeptConnection {
	const parser = wholeAnswers(MAX_ANSWER, succeed);
	let waiting: Waiting | null = null;
	/** Whether the question on its way was put on a connection that was there before. */
	let reused = false;
	let heard = false;
	let usable = true;

	// An idle connection keeps no program alive.
	socket.unref();
	socket.on('data', chunk => {
		// Nobody has asked: whatever speaks there, it is not HTTP.
		if (waiting === null) return end(new Error('unexpected data'));
		heard = true;
		const problem = parser.parse(chunk);
		if (problem !== null) end(problem);
	});
	socket.on('end', () => {
		const problem = parser.finish();
		if (problem !== null && heard) end(problem);
	});
	socket.on('timeout', () => {
		if (waiting !== null) end(timedOut(address, waiting.label, waiting.timeoutMs));
	});
	socket.on('error', end);
	socket.on('close', () => end(Object.assign(new Error('socket hang up'), {code: 'ECONNRESET'})));

	function succeed(answer: WholeAnswer, staysOpen: boolean): void {
		const done = waiting;
		if (done === null) return;
		settle();
		if (!staysOpen || parser.hasMore()) close();
		socket.unref();
		done.resolve(answer);
	}

	/** The connection is of no more use; whoever waits is told why. */
	function end(error: Error): void {
		const failed = waiting;
		const before = !parser.hasHead();
		const again = !heard && reused && hasCode(error, 'ECONNRESET', 'EPIPE');
		settle();
		close();
		if (failed === null) return;
		if (again) failed.reject(new ReusedSocketError());
		else if (before || error instanceof EngineError) failed.reject(error);
		else failed.reject(invalidAnswer(address, failed.label, 'it was cut short', error));
	}

	function settle(): void {
		waiting?.release();
		waiting = null;
		heard = false;
		parser.forget();
	}

	function close(): void {
		usable = false;
		socket.destroy();
	}

	return {
		get usable() {
			return usable && waiting === null;
		},
		get({path, timeoutMs, signal}) {
			return new Promise((resolve, reject) => {
				const request = getRequest(path, 'keep-alive');
				if (request === null) return reject(unsendable());
				const stop = () => end(cancelled(signal?.reason));
				signal?.addEventListener('abort', stop);
				const release = () => signal?.removeEventListener('abort', stop);
				reused = !socket.connecting;
				waiting = {label: `GET ${path}`, timeoutMs, resolve, reject, release};
				socket.ref();
				socket.setTimeout(timeoutMs);
				socket.write(request, 'latin1');
			});
		},
		close() {
			end(cancelled());
		},
	};
}
