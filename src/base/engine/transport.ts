import type {Agent, IncomingMessage, RequestOptions, request} from 'node:http';
import {setTimeout as delay} from 'node:timers/promises';
import {hasCode} from '../lib/has-code.js';
import {httpClient} from '../lib/http-module.js';
import {type SafeText, trusted} from '../text/safe-text.js';
import {type EngineAddress, showAddress} from './endpoint/address.js';
import {connectionError} from './endpoint/connection-error.js';
import {cancelled, EngineError, engineError, raceAbort} from './engine-error.js';
import {exchange, KEEP_ALIVE, type Method, ReusedSocketError, type TransportRequest} from './http-exchange.js';
import type {SshBridge} from './ssh/ssh-bridge.js';

/** HTTP to one engine, over a unix socket, TCP, TLS or ssh, with keep-alive connections. */
export type Transport<Allowed extends Method> = {
	/** The engine's address, for errors. */
	readonly endpoint: SafeText;
	/**
	 * Sends one request; resolves with the answer's headers, whatever its status. The answer must be read to its end or destroyed.
	 * @throws EngineError, also for a method that this transport does not allow (before a byte is sent)
	 */
	send(request: TransportRequest<Allowed>): Promise<IncomingMessage>;
	/** How many requests of one kind may be in flight, so that others still get a connection. */
	readonly atOnce: number;
	/** When an answer last began, on the clock of `performance.now()`; `-Infinity`: never. */
	heardAt(): number;
	/** Closes all connections; safe to call twice. */
	close(): void;
};

const MAX_SOCKETS = 16;
/** sshd refuses more than about ten channels on one connection. @source sshd_config(5), MaxSessions */
const MAX_SSH_CHANNELS = 8;
/** Half of the connections, and all that ssh has. */
const AT_ONCE = 8;
/** Milliseconds before a temporarily refused connection is retried. */
const PAUSES = [10, 40, 160, 640];

/**
 * Opens a transport to an engine: Node's HTTP client with one keep-alive agent. Nothing is sent yet.
 *
 * @param allowed  the only methods that can ever be sent through it: the reader's transport has GET and HEAD, and none can be added
 * @param env  of the ssh child: PATH, SSH_AUTH_SOCK, HOME
 */
export function openTransport<const Allowed extends Method>(
	address: EngineAddress,
	allowed: readonly Allowed[],
	env: NodeJS.ProcessEnv = process.env,
): Transport<Allowed> {
	const endpoint = showAddress(address);
	const may: ReadonlySet<string> = new Set(allowed);
	const connections = openConnections(address, env);
	let closed = false;
	let heardAt = Number.NEGATIVE_INFINITY;

	async function sent(asked: TransportRequest<Method>): Promise<IncomingMessage> {
		for (let attempt = 0; ; attempt += 1) {
			try {
				return await connections.exchange(asked, true);
			} catch (error) {
				// Reading twice is harmless, and the engine saw nothing of the first request.
				if (error instanceof ReusedSocketError && !closed) return connections.exchange(asked, false);
				// Temporarily refused: more connections than a listener's backlog (socat: five), or too many open files here.
				const pause = hasCode(error, 'EAGAIN', 'EMFILE') && !closed ? PAUSES[attempt] : undefined;
				if (pause === undefined) throw error;
				await raceAbort(delay(pause), asked.signal);
			}
		}
	}

	/** @param began  milliseconds since 1970: what ssh reported about its connection since then explains the failure */
	async function explained(error: unknown, began: number): Promise<EngineError> {
		if (closed) return cancelled(error);
		// A path with a control character: Node refuses to send it.
		if (hasCode(error, 'ERR_UNESCAPED_CHARACTERS')) return engineError('not-found', 'the name contains invalid characters');
		if (error instanceof EngineError) return error;
		const failure = await connections.failureSince(began);
		return failure ?? connectionError(address, error instanceof Error ? error : new Error(String(error)));
	}

	return {
		endpoint,
		atOnce: AT_ONCE,
		async send(request) {
			if (!may.has(request.method)) {
				throw new EngineError(
					'cancelled',
					trusted('dockscope is read-only: a request that would change the engine was not sent'),
				);
			}
			if (closed || request.signal?.aborted === true) throw cancelled(request.signal?.reason);
			const began = Date.now();
			try {
				const answer = await sent(request);
				heardAt = performance.now();
				return answer;
			} catch (error) {
				throw await explained(error, began);
			}
		},
		heardAt: () => heardAt,
		close() {
			closed = true;
			connections.close();
		},
	};
}

/** The connections to an engine: one agent of Node's client, and over ssh a bridge. Both are made for the first request. */
function openConnections(address: EngineAddress, env: NodeJS.ProcessEnv) {
	const endpoint = showAddress(address);
	const near = connectOptions(address);
	let http: {readonly open: typeof request; readonly agent: Agent} | null = null;
	let bridge: Promise<SshBridge> | null = null;

	function load() {
		const {Agent, request} = httpClient(address.kind === 'tcp' && address.tls !== null);
		const maxSockets = address.kind === 'ssh' ? MAX_SSH_CHANNELS : MAX_SOCKETS;
		return {open: request, agent: new Agent({keepAlive: true, keepAliveMsecs: KEEP_ALIVE, maxSockets, scheduling: 'lifo'})};
	}

	async function throughSsh(): Promise<RequestOptions> {
		if (address.kind !== 'ssh') return {};
		bridge ??= import('./ssh/ssh-bridge.js').then(({openSshBridge}) => openSshBridge(address, env));
		return {socketPath: await (await bridge).socketPath()};
	}

	return {
		/** @param keep  through a connection that stays */
		async exchange(asked: TransportRequest<Method>, keep: boolean): Promise<IncomingMessage> {
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
			return exchange(http.open, options, asked, endpoint);
		},
		/** What ssh reported about its connection. @param began  milliseconds since 1970 */
		failureSince: async (began: number) => (await bridge)?.failureSince(began),
		close(): void {
			http?.agent.destroy();
			void bridge?.then(opened => opened.close());
		},
	};
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
