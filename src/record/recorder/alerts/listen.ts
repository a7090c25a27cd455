import {timingSafeEqual} from 'node:crypto';
import {once} from 'node:events';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {createGunzip} from 'node:zlib';
import {httpModule, readStream, UnreadFileError} from '../../../base/index.js';
import {keepConnections} from './keep-connections.js';
import {MAX_ALERT_LENGTH} from './read-alert.js';

/** Bytes of one request: Falcosidekick and Falco send one alert each, other senders some lines. */
const MAX_BYTES = 4 * MAX_ALERT_LENGTH;

/** Milliseconds for the headers of a request: senders on this host need none. */
const HEADERS_TIMEOUT = 2_000;
/** Milliseconds between two looks for connections that are too slow; Node's own 30 seconds would let them live that long. */
const CHECK_INTERVAL = 1_000;

/** What becomes of the requests. */
export type AlertTaker = {
	readonly onLine: (line: string) => void;
	/** Requests of a sender who has the token that could not be taken. */
	readonly onLost: (count: number) => void;
	/** Connections that were refused, or closed before they had shown the token: each may have had an alert. At most once a minute after the first. */
	readonly onRefused: (count: number) => void;
};

export type AlertListener = {
	/** Where alerts are sent to, without the token that follows: `http://127.0.0.1:41611/`. */
	readonly url: string;
	close(): Promise<void>;
};

/**
 * Takes alerts by POST on loopback: one JSON object, or one for each line; gzip is understood. The token is a part of the path, since Falco
 * cannot send custom headers. A request without it gets 404.
 *
 * Any local user may connect, and so may a container on the host's network: `keepConnections` sees that none of them costs an alert.
 *
 * @param port  0: any
 * @source falco.yaml, http_output: `url`, `compress_uploads`
 */
export async function listenForAlerts(
	{port, token}: {readonly port: number; readonly token: string},
	{onLine, onLost, onRefused}: AlertTaker,
): Promise<AlertListener> {
	const server = httpModule().createServer(
		{
			requestTimeout: 10_000,
			headersTimeout: HEADERS_TIMEOUT,
			keepAliveTimeout: 60_000,
			connectionsCheckingInterval: CHECK_INTERVAL,
		},
		(request, response) => {
			answer(request, response).catch(() => {
				// The client has gone, or sent what is no gzip.
				onLost(1);
				reply(response, 400);
			});
		},
	);
	const connections = keepConnections(server, onRefused);

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		if (!hasToken(request.url, token)) return reply(response, 404);
		connections.hasShownToken(request.socket);
		if (request.method !== 'POST') return reply(response, 405);
		let body: Buffer;
		try {
			const isPacked = request.headers['content-encoding'] === 'gzip';
			body = await readStream(isPacked ? request.pipe(createGunzip()) : request, MAX_BYTES);
		} catch (error) {
			if (!(error instanceof UnreadFileError)) throw error;
			onLost(1);
			return reply(response, 413);
		}
		for (const line of body.toString('utf8').split('\n')) if (line.trim() !== '') onLine(line);
		reply(response, 200);
	}

	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	// The address of a server that listens on TCP.
	const {port: chosen} = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${chosen}/`,
		async close() {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
			connections.close();
		},
	};
}

function reply(response: ServerResponse, status: number): void {
	if (response.headersSent || response.destroyed) return;
	// What is left of a body that was refused is not read.
	response.writeHead(status, {'content-length': 0, ...(status === 200 ? {} : {connection: 'close'})}).end();
}

function hasToken(url: string | undefined, token: string): boolean {
	const given = Buffer.from((url ?? '').slice(1));
	const wanted = Buffer.from(token);
	return given.length === wanted.length && timingSafeEqual(given, wanted);
}
