import type {Agent as HttpAgent, IncomingMessage, RequestOptions, request} from 'node:http';
import {connect, type Socket} from 'node:net';
import type {Readable} from 'node:stream';
import {own} from '../terminal/safe-text.js';
import type {EngineAddress} from './address.js';
import {EngineError, hasCode} from './engine-error.js';
import {exchange, ReusedSocketError} from './exchange.js';
import {cancelled, connectionError, unsendable} from './failures.js';
import type {WholeAnswer, WholeQuestion} from './kept-connection.js';
import {keptConnections} from './kept-connections.js';
import {readAnswer} from './read-answer.js';
import {nearTarget} from './request-target.js';
import type {SshBridge} from './ssh-bridge.js';
import {type StreamedAnswer, type StreamedQuestion, streamedAnswer} from './streamed-answer.js';
import {unlessAborted} from './unless-aborted.js';

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

/** At once, to one engine. */
const MAX_CONNECTIONS = 16;
/** On a unix socket: the engine goes on answering while its client is busy with what came before. */
const MAX_KEPT_CONNECTIONS = 32;
/** sshd refuses more than some ten channels of one connection. @source sshd_config(5), MaxSessions */
const MAX_SSH_CHANNELS = 8;
/** Of inspects, where connections are dear: others want to ask beside them. */
const USUAL_QUESTIONS = 8;

/**
 * Node's HTTP by name: an ES import of it reads every export, and those of WebSocket load undici (36 ms on Node 24). TLS is loaded where it is needed.
 */
const client = (secure: boolean) => (secure ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http'));

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
	const secure = address.kind === 'tcp' && address.tls !== null;
	const maxSockets = address.kind === 'ssh' ? MAX_SSH_CHANNELS : MAX_CONNECTIONS;
	/** Loaded with the first question that streams: the list of a unix socket does not wait for it. */
	let http: {readonly open: typeof request; readonly agent: HttpAgent} | null = null;
	const loadHttp = () => {
		const {Agent, request} = client(secure);
		// An engine that restarts closes what is idle; the agent then takes a new connection.
		return {open: request, agent: new Agent({keepAlive: true, keepAliveMsecs: 15_000, maxSockets, scheduling: 'lifo'})};
	};
	let bridge: Promise<SshBridge> | null = null;
	let closed = false;
	let heardAt = Number.NEGATIVE_INFINITY;

	const near = nearTarget(address);
	const kept = address.kind === 'unix' ? keptConnections(() => connect(address.socketPath), address, MAX_KEPT_CONNECTIONS) : null;
	/** Connections whose answer is still coming. */
	const streaming = new Set<Socket>();

	async function throughSsh(): Promise<RequestOptions> {
		if (address.kind !== 'ssh') return {};
		bridge ??= import('./ssh-bridge.js').then(({openSshBridge}) => openSshBridge(address, options.env ?? process.env));
		return {socketPath: await (await bridge).socketPath()};
	}

	async function send(request: TransportRequest<Method>): Promise<IncomingMessage> {
		if (!may.has(request.method)) {
			throw new EngineError('cancelled', own('dockscope reads only: a request that would change the engine was not sent'));
		}
		if (closed || request.signal?.aborted === true) throw cancelled(request.signal?.reason);
		try {
			return await once(request, true);
		} catch (error) {
			// The engine closed a kept connection just as it was used again: nothing of the answer came, and reading twice is harmless.
			if (error instanceof ReusedSocketError && !closed) return await once(request, false);
			throw closed ? cancelled(error) : error;
		}
	}

	async function read(question: WholeQuestion): Promise<WholeAnswer> {
		if (kept === null) return wholeOf(address, `GET ${question.path}`, await send({...question, method: 'GET'}));
		if (closed || question.signal?.aborted === true) throw cancelled(question.signal?.reason);
		const began = Date.now();
		try {
			const answer = await kept.get(question);
			heardAt = performance.now();
			return answer;
		} catch (error) {
			throw closed ? cancelled(error) : await explain(error instanceof Error ? error : new Error(String(error)), began);
		}
	}

	async function open(question: StreamedQuestion): Promise<StreamedAnswer> {
		if (address.kind !== 'unix') {
			const body = await send({...question, method: 'GET'});
			return {status: body.statusCode ?? 0, body};
		}
		if (closed) throw cancelled();
		const began = Date.now();
		const socket = connect(address.socketPath);
		streaming.add(socket);
		socket.once('close', () => streaming.delete(socket));
		try {
			const answer = await streamedAnswer(socket, address, question);
			heardAt = performance.now();
			return answer;
		} catch (error) {
			throw closed ? cancelled(error) : await explain(error instanceof Error ? error : new Error(String(error)), began);
		}
	}

	async function once(request: TransportRequest<Method>, onKept: boolean): Promise<IncomingMessage> {
		http ??= loadHttp();
		const options: RequestOptions = {
			...(near ?? (await unlessAborted(throughSsh(), request.signal))),
			agent: onKept && http.agent,
			method: request.method,
			path: request.path,
			headers: {...(address.kind === 'tcp' ? {} : {host: 'docker'}), 'user-agent': 'dockscope', ...request.headers},
			...(request.signal === undefined ? {} : {signal: request.signal}),
		};
		const began = Date.now();
		try {
			const answer = await exchange(http.open, options, request, address);
			heardAt = performance.now();
			return answer;
		} catch (error) {
			if (error instanceof ReusedSocketError) throw error;
			// A path with a control character in it: Node refuses to send such a line.
			if (hasCode(error, 'ERR_UNESCAPED_CHARACTERS')) throw unsendable();
			throw await explain(error instanceof Error ? error : new Error(String(error)), began);
		}
	}

	async function explain(error: Error, began: number): Promise<EngineError> {
		if (error instanceof EngineError) return error;
		if (closed) return cancelled(error);
		return (await (await bridge)?.failureSince(began)) ?? connectionError(address, error);
	}

	return {
		address,
		atOnce: kept === null ? USUAL_QUESTIONS : MAX_KEPT_CONNECTIONS - USUAL_QUESTIONS,
		send,
		read,
		open,
		heardAt: () => heardAt,
		close() {
			closed = true;
			http?.agent.destroy();
			kept?.close();
			for (const socket of streaming) socket.destroy();
			void bridge?.then(opened => opened.close());
		},
	};
}

async function wholeOf(address: EngineAddress, label: string, answer: IncomingMessage): Promise<WholeAnswer> {
	const headers = new Map(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
	return {status: answer.statusCode ?? 0, headers, text: await readAnswer(address, label, answer)};
}
