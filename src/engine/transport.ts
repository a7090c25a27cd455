import type {IncomingMessage} from 'node:http';
import type {Readable} from 'node:stream';
import {own} from '../terminal/safe-text.js';
import type {EngineAddress} from './address.js';
import {EngineError} from './engine-error.js';
import {cancelled, connectionError} from './failures.js';
import type {WholeAnswer, WholeQuestion} from './kept-connection.js';
import {nodeHttp} from './node-http.js';
import {readAnswer} from './read-answer.js';
import type {StreamedAnswer, StreamedQuestion} from './streamed-answer.js';
import {unixAnswers} from './unix-answers.js';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export type TransportRequest<Allowed extends Method> = {
	readonly method: Allowed;
	/** With the query, without the host: `/containers/json?all=1`. */
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Buffer | Readable;
	/** Until the first byte of the answer, and from one byte to the next; 0: as long as it takes. */
	readonly timeoutMs: number;
	/** Of the stream that follows: 0 for one that may be silent for hours. Absent: `timeoutMs`. */
	readonly silenceMs?: number;
	readonly signal?: AbortSignal | undefined;
};

/** HTTP to one engine, over a unix socket, TCP, TLS or ssh. Connections are kept and used again. */
export type Transport<Allowed extends Method> = {
	readonly address: EngineAddress;
	/**
	 * Sends one request; resolves with the answer's head, whatever its status.
	 * @throws EngineError worded, also for a method that this transport does not allow (before a byte is sent)
	 */
	send(request: TransportRequest<Allowed>): Promise<IncomingMessage>;
	/**
	 * Sends one GET; resolves with the whole answer, whatever its status.
	 * @throws EngineError worded
	 */
	read(question: WholeQuestion): Promise<WholeAnswer>;
	/**
	 * Sends one GET; resolves when the answer begins, whatever its status.
	 * @throws EngineError worded
	 */
	open(question: StreamedQuestion): Promise<StreamedAnswer>;
	/** On a unix socket, where it costs nothing: opens the connections for questions that will be put together. Nothing is sent. */
	connectAhead(): void;
	/**
	 * On a unix socket: sends GETs together, in the order of their answers. One that is `null` did not come, whatever the reason: it is
	 * to be read by itself. Elsewhere `null`.
	 */
	readTogether(paths: readonly string[]): readonly Promise<WholeAnswer | null>[] | null;
	/** How many questions may well be on their way together. */
	readonly atOnce: number;
	/** When an answer last began, on the clock of `performance.now()`; `-Infinity`: never. */
	heardAt(): number;
	/** Ends all connections; safe to call twice. */
	close(): void;
};

export type TransportOptions = {
	/** Of the ssh child: PATH, SSH_AUTH_SOCK, HOME. */
	readonly env?: NodeJS.ProcessEnv;
};

/** On a unix socket: the engine goes on answering while its client is busy with what came before. */
const MAX_KEPT_CONNECTIONS = 32;
/** Of inspects, where connections are dear: others want to ask beside them. */
const USUAL_QUESTIONS = 8;

/**
 * Opens the way to an engine. Nothing is sent yet.
 *
 * @param allowed  the methods that may ever be sent through it: the reader's transport is made with GET and HEAD, and there is no way to add one
 */
export function openTransport<const Allowed extends Method>(
	address: EngineAddress,
	allowed: readonly Allowed[],
	options: TransportOptions = {},
): Transport<Allowed> {
	const may: ReadonlySet<string> = new Set(allowed);
	const http = nodeHttp(address, options.env ?? process.env);
	const unix = address.kind === 'unix' ? unixAnswers(address, MAX_KEPT_CONNECTIONS) : null;
	let closed = false;
	let heardAt = Number.NEGATIVE_INFINITY;

	/** Notes when an answer began, and words why there was none. */
	async function heard<T>(signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> {
		if (closed || signal?.aborted === true) throw cancelled(signal?.reason);
		const began = Date.now();
		try {
			return noted(await ask());
		} catch (error) {
			throw await explained(error, began);
		}
	}

	function noted<T>(answer: T): T {
		if (answer !== null) heardAt = performance.now();
		return answer;
	}

	async function explained(error: unknown, began: number): Promise<EngineError> {
		if (closed) return cancelled(error);
		if (error instanceof EngineError) return error;
		return (
			(await http.failureSince(began)) ?? connectionError(address, error instanceof Error ? error : new Error(String(error)))
		);
	}

	async function send(request: TransportRequest<Method>): Promise<IncomingMessage> {
		if (!may.has(request.method)) {
			throw new EngineError('cancelled', own('dockscope reads only: a request that would change the engine was not sent'));
		}
		return heard(request.signal, () => http.send(request));
	}

	return {
		address,
		atOnce: unix === null ? USUAL_QUESTIONS : MAX_KEPT_CONNECTIONS - USUAL_QUESTIONS,
		connectAhead: () => unix?.openAhead(),
		readTogether(paths) {
			const answers = closed || unix === null ? null : unix.getTogether(paths);
			return answers?.map(asked => asked.then(noted)) ?? null;
		},
		send,
		async read(question) {
			if (unix !== null) return heard(question.signal, () => unix.get(question));
			return wholeOf(address, `GET ${question.path}`, await send({...question, method: 'GET'}));
		},
		async open(question) {
			if (unix !== null) return heard(question.signal, () => unix.open(question));
			const body = await send({...question, method: 'GET'});
			return {status: body.statusCode ?? 0, body};
		},
		heardAt: () => heardAt,
		close() {
			closed = true;
			http.close();
			unix?.close();
		},
	};
}

async function wholeOf(address: EngineAddress, label: string, answer: IncomingMessage): Promise<WholeAnswer> {
	const headers = new Map(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
	return {status: answer.statusCode ?? 0, headers, text: await readAnswer(address, label, answer)};
}
