import type {Agent as HttpAgent, IncomingMessage, RequestOptions, request} from 'node:http';
import type {EngineAddress} from './address.js';
import {type EngineError, hasCode} from './engine-error.js';
import {exchange, ReusedSocketError} from './exchange.js';
import {unsendable} from './failures.js';
import {nearTarget} from './request-target.js';
import type {SshBridge} from './ssh-bridge.js';
import type {Method, TransportRequest} from './transport.js';
import {unlessAborted} from './unless-aborted.js';

/** At once, to one engine. */
const MAX_CONNECTIONS = 16;
/** sshd refuses more than some ten channels of one connection. @source sshd_config(5), MaxSessions */
const MAX_SSH_CHANNELS = 8;

/**
 * Node's HTTP by name: an ES import of it reads every export, and those of WebSocket load undici (36 ms on Node 24). TLS is loaded where it is needed.
 */
const client = (secure: boolean) => (secure ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http'));

/** Requests to one engine by Node's client, of any kind of address. Loaded with the first of them. @param env  of the ssh child */
export function nodeHttp(address: EngineAddress, env: NodeJS.ProcessEnv) {
	const secure = address.kind === 'tcp' && address.tls !== null;
	const maxSockets = address.kind === 'ssh' ? MAX_SSH_CHANNELS : MAX_CONNECTIONS;
	const near = nearTarget(address);
	let http: {readonly open: typeof request; readonly agent: HttpAgent} | null = null;
	let bridge: Promise<SshBridge> | null = null;
	let closed = false;

	function load() {
		const {Agent, request} = client(secure);
		// An engine that restarts closes what is idle; the agent then takes a new connection.
		return {open: request, agent: new Agent({keepAlive: true, keepAliveMsecs: 15_000, maxSockets, scheduling: 'lifo'})};
	}

	async function throughSsh(): Promise<RequestOptions> {
		if (address.kind !== 'ssh') return {};
		bridge ??= import('./ssh-bridge.js').then(({openSshBridge}) => openSshBridge(address, env));
		return {socketPath: await (await bridge).socketPath()};
	}

	async function once(request: TransportRequest<Method>, onKept: boolean): Promise<IncomingMessage> {
		http ??= load();
		const options: RequestOptions = {
			...(near ?? (await unlessAborted(throughSsh(), request.signal))),
			agent: onKept && http.agent,
			method: request.method,
			path: request.path,
			headers: {...(address.kind === 'tcp' ? {} : {host: 'docker'}), 'user-agent': 'dockscope', ...request.headers},
			...(request.signal === undefined ? {} : {signal: request.signal}),
		};
		return exchange(http.open, options, request, address);
	}

	return {
		/** Resolves with the answer's head, whatever its status. @throws EngineError worded, else what Node says of the connection */
		async send(request: TransportRequest<Method>): Promise<IncomingMessage> {
			try {
				return await once(request, true);
			} catch (error) {
				// The engine closed a kept connection just as it was used again: nothing of the answer came, and reading twice is harmless.
				if (error instanceof ReusedSocketError && !closed) return once(request, false);
				// A path with a control character in it: Node refuses to send such a line.
				if (hasCode(error, 'ERR_UNESCAPED_CHARACTERS')) throw unsendable();
				throw error;
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
