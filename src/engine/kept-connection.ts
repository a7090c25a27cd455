import type {Socket} from 'node:net';
import {HTTPParser} from 'http-parser-js';
import {own} from '../terminal/safe-text.js';
import type {EngineAddress} from './address.js';
import {EngineError, hasCode} from './engine-error.js';
import {ReusedSocketError} from './exchange.js';
import {cancelled, invalidAnswer, timedOut, unsendable} from './failures.js';
import {MAX_ANSWER} from './read-answer.js';

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

/**
 * HTTP/1.1 on one socket, for GET alone. Node's client makes a request, an answer and their streams for each question: 0.3 ms of
 * processor time, where an inspect's JSON needs 0.03.
 *
 * @param socket  connected, or about to be
 */
export function keptConnection(socket: Socket, address: EngineAddress): KeptConnection {
	const parser = new HTTPParser(HTTPParser.RESPONSE);
	let waiting: Waiting | null = null;
	let answered = 0;
	let heard = false;
	let head: {status: number; headers: Map<string, string>; staysOpen: boolean} | null = null;
	let parts: Buffer[] = [];
	let size = 0;
	let usable = true;

	parser[HTTPParser.kOnHeadersComplete] = ({statusCode, headers, shouldKeepAlive}) => {
		head = {status: statusCode, headers: named(headers), staysOpen: shouldKeepAlive};
	};
	parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
		// The parser takes a chunk of less than nothing for one, and would go round in it for ever.
		if (length < 0) throw new Error('a chunk of less than nothing');
		parts.push(chunk.subarray(offset, offset + length));
		size += length;
		if (size > MAX_ANSWER) throw new EngineError('invalid-answer', own('the answer is larger than any engine gives'));
	};
	parser[HTTPParser.kOnMessageComplete] = () => {
		// 100 Continue and its like come before the answer.
		if (head !== null && head.status >= 200) succeed(head);
	};

	socket.on('data', chunk => {
		// Nobody has asked: whatever speaks there, it is not HTTP.
		if (waiting === null) return end(new Error('unexpected data'));
		heard = true;
		const problem = parse(chunk);
		if (problem !== null) end(notHttp(problem));
	});
	socket.on('end', () => {
		const result = parser.finish();
		if (result instanceof Error && heard) end(notHttp(result));
	});
	socket.on('timeout', () => {
		if (waiting !== null) end(timedOut(address, waiting.label, waiting.timeoutMs));
	});
	socket.on('error', end);
	socket.on('close', () => end(Object.assign(new Error('socket hang up'), {code: 'ECONNRESET'})));

	/** What is wrong with it, whoever says so: the parser returns its own errors and throws ours. */
	function parse(chunk: Buffer): Error | null {
		try {
			const result = parser.execute(chunk);
			return result instanceof Error ? result : null;
		} catch (error) {
			return error instanceof Error ? error : new Error(String(error));
		}
	}

	function succeed({status, headers, staysOpen}: NonNullable<typeof head>): void {
		const done = waiting;
		if (done === null) return;
		const text = (parts.length === 1 ? parts[0] : Buffer.concat(parts))?.toString('utf8') ?? '';
		settle();
		answered += 1;
		if (!staysOpen || hasMore(parser)) close();
		// An idle connection keeps no program alive.
		socket.unref();
		done.resolve({status, headers, text});
	}

	/** The connection is of no more use; whoever waits is told why. */
	function end(error: Error): void {
		const failed = waiting;
		const before = head === null;
		const again = !heard && answered > 0 && hasCode(error, 'ECONNRESET', 'EPIPE');
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
		head = null;
		heard = false;
		parts = [];
		size = 0;
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
				if (unsendablePath.test(path)) return reject(unsendable());
				const stop = () => end(cancelled(signal?.reason));
				signal?.addEventListener('abort', stop);
				const release = () => signal?.removeEventListener('abort', stop);
				waiting = {label: `GET ${path}`, timeoutMs, resolve, reject, release};
				socket.ref();
				socket.setTimeout(timeoutMs);
				socket.write(`GET ${path} HTTP/1.1\r\nHost: docker\r\nConnection: keep-alive\r\nUser-Agent: dockscope\r\n\r\n`, 'latin1');
			});
		},
		close() {
			end(cancelled());
		},
	};
}

/** @param flat  name and value in turns, as the parser gives them */
function named(flat: readonly string[]): Map<string, string> {
	const headers = new Map<string, string>();
	for (let at = 0; at + 1 < flat.length; at += 2) headers.set(String(flat[at]).toLowerCase(), String(flat[at + 1]));
	return headers;
}

/** Whether bytes follow the answer that has just ended: nobody asked for them, and they would be taken for the next. */
const hasMore = (parser: object): boolean => Number(Reflect.get(parser, 'offset')) < Number(Reflect.get(parser, 'end'));

/** With the code by which `connectionError` knows what the parser refuses. */
const notHttp = (error: Error): Error =>
	'code' in error || error instanceof EngineError ? error : Object.assign(error, {code: 'HPE_INVALID'});
