import type {Agent, ClientRequest, IncomingMessage, RequestOptions, request} from 'node:http';
import {setTimeout as delay} from 'node:timers/promises';
import type {EngineAddress} from './address.js';
import {type EngineError, hasCode} from './engine-error.js';
import {cancelled, timedOut, unlessAborted, unsendable} from './failures.js';
import type {SshBridge} from './ssh-bridge.js';
import type {Method, TransportRequest} from './transport-request.js';

/** Connections to one engine. */
const MAX_SOCKETS = 16;
/** sshd refuses more than some ten channels of one connection. @source sshd_config(5), MaxSessions */
const MAX_SSH_CHANNELS = 8;
/** Milliseconds: a remote engine that vanishes without a word must not leave an event stream waiting for ever. */
const KEEP_ALIVE = 15_000;
/** Milliseconds before a connection that was refused for the moment is tried again. */
const PAUSES = [10, 40, 160, 640];
/** How much longer than until its first byte an answer may take as a whole. */
const WHOLE_ANSWER = 4;

/** A kept connection was closed by the engine just as it was used again: nothing of the answer came. */
class ReusedSocketError extends Error {}

/** Node modules by name: an ES import of node:http reads each of its exports, and those of WebSocket load undici (36 ms on Node 24). */
const nodeClient = (secure: boolean) => (secure ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http'));

/** Node's HTTP client to one engine, over one agent that keeps its connections. @param env  of the ssh child */
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
		const target = near ?? (await unlessAborted(throughSsh(), asked.signal));
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
				// Reading twice is harmless, and the engine saw nothing of the first.
				if (error instanceof ReusedSocketError && !closed) return once(asked, false);
				// More connections than a listener keeps waiting at once (socat: five), or than files may be open here, are refused for a moment.
				const pause = hasCode(error, 'EAGAIN', 'EMFILE') && !closed ? PAUSES[attempt] : undefined;
				if (pause === undefined) throw error;
				await unlessAborted(delay(pause), asked.signal);
			}
		}
	}

	return {
		/** Resolves with the answer's head, whatever its status. @throws EngineError worded, else what Node says of the connection */
		async send(asked: TransportRequest<Method>): Promise<IncomingMessage> {
			try {
				return await sent(asked);
			} catch (error) {
				// A path with a control character in it: Node refuses to send such a line.
				throw hasCode(error, 'ERR_UNESCAPED_CHARACTERS') ? unsendable() : error;
			}
		},
		/** What ssh has said of its connection since then, if anything. @param began  milliseconds since 1970 */
		failureSince: async (began: number): Promise<EngineError | null> => (await (await bridge)?.failureSince(began)) ?? null,
		close() {
			closed = true;
			http?.agent.destroy();
			void bridge?.then(opened => opened.close());
		},
	};
}

/**
 * One request, up to the head of its answer. Three clocks watch it: until the answer begins, between its parts, and for the whole, so
 * that a server which sends a byte each second is not read for ever. Whichever is late, or the caller's signal, ends the connection.
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
		// Of a body Node's own streams say it with this code, and its readers know it.
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
					// With parts that wait to be read it is the reader who takes the time, and not the engine.
					if (begun.readableLength > 0) begun.socket.setTimeout(silenceMs);
					else late(silenceMs)();
				});
			begun.once('close', release);
			resolve(begun);
		});
		// Once there is an answer, what breaks is reported by its stream.
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

/** Where Node's client connects to; `null` over ssh: there is no address before there is a connection. */
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
