import type {IncomingMessage} from 'node:http';
import {trusted} from '../terminal/safe-text.js';
import type {EngineAddress} from './address.js';
import {EngineError} from './engine-error.js';
import {cancelled, connectionError} from './failures.js';
import {httpClient} from './http-client.js';
import type {Method, TransportRequest} from './transport-request.js';

/** HTTP to one engine, over a unix socket, TCP, TLS or ssh, with keep-alive connections. */
export type Transport<Allowed extends Method> = {
	readonly address: EngineAddress;
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

export type TransportOptions = {
	/** For the ssh child: PATH, SSH_AUTH_SOCK, HOME. */
	readonly env?: NodeJS.ProcessEnv;
};

/** Half of the connections, and all that ssh has. */
const AT_ONCE = 8;

/**
 * Opens a transport to an engine. Nothing is sent yet.
 *
 * @param allowed  the only methods that can ever be sent through it: the reader's transport has GET and HEAD, and none can be added
 */
export function openTransport<const Allowed extends Method>(
	address: EngineAddress,
	allowed: readonly Allowed[],
	options: TransportOptions = {},
): Transport<Allowed> {
	const may: ReadonlySet<string> = new Set(allowed);
	const http = httpClient(address, options.env ?? process.env);
	let closed = false;
	let heardAt = Number.NEGATIVE_INFINITY;

	async function explained(error: unknown, began: number): Promise<EngineError> {
		if (closed) return cancelled(error);
		if (error instanceof EngineError) return error;
		return (
			(await http.failureSince(began)) ?? connectionError(address, error instanceof Error ? error : new Error(String(error)))
		);
	}

	return {
		address,
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
				const answer = await http.send(request);
				heardAt = performance.now();
				return answer;
			} catch (error) {
				throw await explained(error, began);
			}
		},
		heardAt: () => heardAt,
		close() {
			closed = true;
			http.close();
		},
	};
}
