import type {Agent, ClientRequest, IncomingMessage, RequestOptions, request} from 'node:http';
import {setTimeout as delay} from 'node:timers/promises';
import {hasCode} from '../terminal/has-code.js';
import type {EngineAddress} from './address.js';
import type {EngineError} from './engine-error.js';
import {cancelled, raceAbort, timedOut, unsendable} from './failures.js';
import type {SshBridge} from './ssh-bridge.js';
import type {Method, TransportRequest} from './transport-request.js';

const MAX_SOCKETS = 16;
/** sshd refuses more than about ten channels on one connection. @source sshd_config(5), MaxSessions */
const MAX_SSH_CHANNELS = 8;
/** Milliseconds: a remote engine that disappears silently must not leave an event stream waiting for ever. */
const KEEP_ALIVE = 15_000;
/** Milliseconds before a temporarily refused connection is retried. */
const PAUSES = [10, 40, 160, 640];
/** Timeout of a whole answer, as a multiple of the timeout of its first byte. */
const WHOLE_ANSWER = 4;

/** The engine closed a keep-alive connection just as it was reused: no part of the answer arrived. */
class ReusedSocketError extends Error {}

/** Node modules by name: an ES import of node:http reads each of its exports, and those of WebSocket load undici (36 ms on Node 24). */
const nodeClient = (secure: boolean) => (secure ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http'));

/** Node's HTTP client for one engine, with one keep-alive agent. @param env  of the ssh child */
export function httpClient(address: EngineAddress, env: NodeJS.ProcessEnv) {
	const secure = address.kind === 'tcp' && address.tls !== null;
	const near = connectOptions(address);
	let http: {readonly open: typeof request; readonly agent: Agent} | null = null;
	let bridge: Promise<SshBridge> | null = null;
	let closed = false;

	function load() {
		const {Agent, request} = nodeClient(secure);
		const maxSockets = address.kind === 'ssh' ? MAX_SSH_CHANNELS : MAX_SOCKETS;
		return {open: request, agent: new Agent({keepAlive: true, keepAliveMsecs: KEEP_ALIVE, maxSockets, scheduling: 'lifo'})};
	}

	async function throughSsh(): Promise<RequestOptions> {
		if (address.kind !== 'ssh') return {};
		bridge ??= import('./ssh-bridge.js').then(({openSshBridge}) => openSshBridge(address, env));
		return {socketPath: await (await bridge).socketPath()};
	}

	async function once(asked: TransportRequest<Method>, keep: boolean): Promise<IncomingMessage> {
		const target = near ?? (await raceAbort(throughSsh(), asked.signal));
		if (asked.signal?.aborted === true) throw cancelled(asked.signal.reason);
		http ??= load();
		const options: RequestOptions = {
			...target,
			agent: keep && http.agent,
			method: asked.method,
			path: asked.path,
			headers: {...(address.kind === 'tcp' ? {} : {host: 'docker'}), 'user-agent': 'dockscope', ...asked.headers},
		};
		return exchange(http.open, options, asked, address);
	}

	async function sent(asked: TransportRequest<Method>): Promise<IncomingMessage> {
		for (let attempt = 0; ; attempt += 1) {
			try {
				return await once(asked, true);
			} catch (error) {
				// Reading twice is harmless, and the engine saw nothing of the first request.
				if (error instanceof ReusedSocketError && !closed) return once(asked, false);
				// Temporarily refused: more connections than a listener's backlog (socat: five), or too many open files here.
				const pause = hasCode(error, 'EAGAIN', 'EMFILE') && !closed ? PAUSES[attempt] : undefined;
				if (pause === undefined) throw error;
				await raceAbort(delay(pause), asked.signal);
			}
		}
	}

	return {
		/** Resolves with the answer's headers, whatever its status. @throws EngineError, or Node's own error for the connection */
		async send(asked: TransportRequest<Method>): Promise<IncomingMessage> {
			try {
				return await sent(asked);
			} catch (error) {
				// A path with a control character: Node refuses to send it.
				throw hasCode(error, 'ERR_UNESCAPED_CHARACTERS') ? unsendable() : error;
			}
		},
		/** What ssh reported about its connection since then, if anything. @param began  milliseconds since 1970 */
		failureSince: async (began: number): Promise<EngineError | null> => (await (await bridge)?.failureSince(began)) ?? null,
		close() {
			closed = true;
			http?.agent.destroy();
			void bridge?.then(opened => opened.close());
		},
	};
}

/**
 * One request, up to the headers of its answer. Three timeouts apply: until the answer begins, between its parts, and for all of it, so
 * that a server which sends a byte each second is not read for ever. Any of them, or the caller's signal, ends the connection.
 */
function exchange(
	open: (options: RequestOptions) => ClientRequest,
	options: RequestOptions,
	asked: TransportRequest<Method>,
	address: EngineAddress,
): Promise<IncomingMessage> {
	const {method, path, body, timeoutMs, silenceMs = timeoutMs, signal} = asked;
	const {totalMs = silenceMs === 0 ? 0 : timeoutMs * WHOLE_ANSWER} = asked;
	return new Promise((resolve, reject) => {
		const outgoing = open(options);
		let answer: IncomingMessage | null = null;
		const end = (error: Error) => (answer ?? outgoing).destroy(error);
		const late = (milliseconds: number) => () => end(timedOut(address, `${method} ${path}`, milliseconds));
		// Node's own streams use this code for a truncated body, and its readers know it.
		const stop = () =>
			end(answer === null ? cancelled(signal?.reason) : Object.assign(new Error('aborted'), {code: 'ABORT_ERR'}));
		const beginning = timeoutMs > 0 ? setTimeout(late(timeoutMs), timeoutMs) : undefined;
		const whole = totalMs > 0 ? setTimeout(late(totalMs), totalMs) : undefined;
		const release = () => {
			clearTimeout(beginning);
			clearTimeout(whole);
			signal?.removeEventListener('abort', stop);
		};
		outgoing.once('response', begun => {
			clearTimeout(beginning);
			answer = begun;
			if (silenceMs > 0)
				begun.setTimeout(silenceMs, () => {
					// Data is waiting to be read: the reader is slow, not the engine.
					if (begun.readableLength > 0) begun.socket.setTimeout(silenceMs);
					else late(silenceMs)();
				});
			begun.once('close', release);
			resolve(begun);
		});
		// Once there is an answer, errors are reported by its stream.
		outgoing.on('error', error => {
			if (answer === null) release();
			const again = method !== 'POST' && outgoing.reusedSocket && hasCode(error, 'ECONNRESET', 'EPIPE');
			reject(again ? new ReusedSocketError() : error);
		});
		outgoing.once('socket', socket => socket.setKeepAlive(true, KEEP_ALIVE));
		signal?.addEventListener('abort', stop);
		if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) outgoing.end(body);
		else body.once('error', error => outgoing.destroy(error)).pipe(outgoing);
	});
}

/** Where Node's client connects to; `null` over ssh, which has no address before it is connected. */
function connectOptions(address: EngineAddress): RequestOptions | null {
	if (address.kind === 'unix') return {socketPath: address.socketPath};
	if (address.kind === 'ssh') return null;
	const {host, port, tls} = address;
	if (tls === null) return {host, port};
	const certificates = {
		...(tls.ca === null ? {} : {ca: tls.ca}),
		...(tls.cert === null ? {} : {cert: tls.cert}),
		...(tls.key === null ? {} : {key: tls.key}),
	};
	const checks: object = {...certificates, rejectUnauthorized: !tls.skipVerify, minVersion: 'TLSv1.2'};
	return {host, port, ...checks};
}
