import type {ClientRequest, Agent as HttpAgent, IncomingMessage, RequestOptions} from 'node:http';
import {finished, type Readable} from 'node:stream';
import {own} from '../terminal/safe-text.js';
import type {EngineAddress} from './address.js';
import {EngineError} from './engine-error.js';
import {cancelled, connectionError, invalidAnswer, timedOut} from './failures.js';
import type {SshBridge} from './ssh-bridge.js';

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
	/** When an answer last began, on the clock of `performance.now()`; `-Infinity`: never. */
	heardAt(): number;
	/** Ends all connections; safe to call twice. */
	close(): void;
};

export type TransportOptions = {
	/** Of the ssh child: PATH, SSH_AUTH_SOCK, HOME. */
	readonly env?: NodeJS.ProcessEnv;
	/** Connections at once; ssh has at most 8, since sshd refuses more than some ten. */
	readonly connections?: number;
};

const MAX_SSH_CHANNELS = 8;

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
	const maxSockets = Math.min(options.connections ?? 16, address.kind === 'ssh' ? MAX_SSH_CHANNELS : Number.POSITIVE_INFINITY);
	// An engine that restarts closes what is idle; the agent then takes a new connection.
	const {Agent, request: open} = client(secure);
	const agent = new Agent({keepAlive: true, keepAliveMsecs: 15_000, maxSockets, scheduling: 'lifo'});
	let bridge: Promise<SshBridge> | null = null;
	let closed = false;
	let heardAt = Number.NEGATIVE_INFINITY;

	/** Over ssh there is no address before there is a connection. */
	const near = nearTarget(address);

	async function throughSsh(): Promise<RequestOptions> {
		if (address.kind !== 'ssh') return {};
		bridge ??= import('./ssh-bridge.js').then(({openSshBridge}) => openSshBridge(address, options.env ?? process.env));
		return {socketPath: await (await bridge).socketPath()};
	}

	async function send(request: TransportRequest<Allowed>): Promise<IncomingMessage> {
		if (!may.has(request.method)) {
			throw new EngineError('cancelled', own('dockscope reads only: a request that would change the engine was not sent'));
		}
		if (closed || request.signal?.aborted === true) throw cancelled(request.signal?.reason);
		try {
			return await once(request, agent);
		} catch (error) {
			// The engine closed a kept connection just as it was used again: nothing of the answer came, and reading twice is harmless.
			if (error instanceof ReusedSocketError) return await once(request, false);
			throw closed ? cancelled(error) : error;
		}
	}

	async function once(request: TransportRequest<Allowed>, through: HttpAgent | false): Promise<IncomingMessage> {
		const options: RequestOptions = {
			...(near ?? (await unlessAborted(throughSsh(), request.signal))),
			agent: through,
			method: request.method,
			path: request.path,
			headers: {...(address.kind === 'tcp' ? {} : {host: 'docker'}), 'user-agent': 'dockscope', ...request.headers},
			...(request.signal === undefined ? {} : {signal: request.signal}),
		};
		const began = Date.now();
		return new Promise((resolve, reject) => {
			let outgoing: ClientRequest;
			try {
				outgoing = open(options);
			} catch (error) {
				// A path with a control character in it: Node refuses to send such a line. Otherwise: certificates that are none.
				if (hasCode(error, 'ERR_UNESCAPED_CHARACTERS'))
					reject(new EngineError('not-found', own('the name holds characters that no engine uses')));
				else explain(error instanceof Error ? error : new Error(String(error)), began).then(reject, reject);
				return;
			}
			let answered = false;
			const label = `${request.method} ${request.path}`;
			const clock = request.timeoutMs > 0 ? setTimeout(() => late(request.timeoutMs), request.timeoutMs) : undefined;
			const late = (milliseconds: number): void => {
				outgoing.destroy(timedOut(address, label, milliseconds));
			};
			outgoing.once('response', answer => {
				answered = true;
				heardAt = performance.now();
				clearTimeout(clock);
				const silence = request.silenceMs ?? request.timeoutMs;
				if (silence > 0) answer.setTimeout(silence, () => answer.destroy(timedOut(address, label, silence)));
				resolve(answer);
			});
			outgoing.on('error', error => {
				clearTimeout(clock);
				if (answered) return;
				if (hasCode(error, 'ECONNRESET', 'EPIPE') && outgoing.reusedSocket && request.method !== 'POST' && !closed)
					reject(new ReusedSocketError());
				else explain(error, began).then(reject, reject);
			});
			// A far engine that vanishes without a word must not leave an event stream waiting for ever.
			outgoing.once('socket', socket => socket.setKeepAlive(true, 15_000));
			sendBody(outgoing, request.body);
		});
	}

	async function explain(error: Error, began: number): Promise<EngineError> {
		if (error instanceof EngineError) return error;
		if (closed) return cancelled(error);
		return (await (await bridge)?.failureSince(began)) ?? connectionError(address, error);
	}

	return {
		address,
		send,
		heardAt: () => heardAt,
		close() {
			closed = true;
			agent.destroy();
			void bridge?.then(opened => opened.close());
		},
	};
}

/** An ssh connection takes seconds: whoever gives up meanwhile does not wait for it. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (signal === undefined) return work;
	let stop: (() => void) | undefined;
	const aborted = new Promise<never>((_, reject) => {
		stop = () => reject(cancelled(signal.reason));
		signal.addEventListener('abort', stop, {once: true});
	});
	try {
		return await Promise.race([work, aborted]);
	} finally {
		if (stop !== undefined) signal.removeEventListener('abort', stop);
	}
}

class ReusedSocketError extends Error {}

const hasCode = (error: unknown, ...codes: string[]): boolean =>
	error instanceof Error && 'code' in error && codes.includes(String(error.code));

function sendBody(outgoing: ClientRequest, body: string | Buffer | Readable | undefined): void {
	if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) {
		outgoing.end(body);
		return;
	}
	body.once('error', error => outgoing.destroy(error));
	body.pipe(outgoing);
}

function nearTarget(address: EngineAddress): RequestOptions | null {
	if (address.kind === 'unix') return {socketPath: address.socketPath};
	if (address.kind === 'tcp') return {host: address.host, port: address.port, ...tlsOptions(address)};
	return null;
}

function tlsOptions(address: EngineAddress & {kind: 'tcp'}): object {
	if (address.tls === null) return {};
	const {ca, cert, key, skipVerify} = address.tls;
	return {
		...(ca === null ? {} : {ca}),
		...(cert === null ? {} : {cert}),
		...(key === null ? {} : {key}),
		rejectUnauthorized: !skipVerify,
		minVersion: 'TLSv1.2',
	};
}

/** The most that one answer may weigh: an inspect is 5 kB, the list of 5,000 containers 5 MB. */
const MAX_ANSWER = 256 * 1024 * 1024;

/** The whole of an answer. Fails with `invalid-answer` where it was cut short. */
export function readAnswer(address: EngineAddress, label: string, answer: IncomingMessage, limit = MAX_ANSWER): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	// Not `for await`: an iterator over each of 500 answers costs a tenth of their loading.
	return new Promise((resolve, reject) => {
		answer.on('data', (chunk: Buffer) => {
			chunks.push(chunk);
			size += chunk.length;
			if (size > limit) answer.destroy(new EngineError('invalid-answer', own('the answer is larger than any engine gives')));
		});
		finished(answer, error => {
			if (error) reject(unreadable(address, label, error));
			else resolve(Buffer.concat(chunks).toString('utf8'));
		});
	});
}

function unreadable(address: EngineAddress, label: string, error: Error): EngineError {
	if (error instanceof EngineError) return error;
	return isAbort(error) ? cancelled(error) : invalidAnswer(address, label, 'it was cut short', error);
}

const isAbort = (error: unknown): boolean =>
	hasCode(error, 'ABORT_ERR') || (error instanceof Error && error.name === 'AbortError');
