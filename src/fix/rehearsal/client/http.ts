import type {IncomingHttpHeaders} from 'node:http';
import {httpModule, whenUnanswered} from '../../../base/index.js';
import {type Endpoint, openConnection} from './connector.js';

export type HttpRequest = {
	readonly method: string;
	/** With its query. */
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Buffer;
};

export type HttpAnswer = {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** Its first 256 KB, as Latin-1. */
	readonly body: string;
};

export type HttpClient = {
	/** The answer; `null` when there is none, or not in time. */
	send(request: HttpRequest, wait?: number): Promise<HttpAnswer | null>;
	/** Connections that were opened so far. */
	connections(): number;
	close(): void;
};

const MAX_BODY_BYTES = 256 * 1024;
const patience = 5000;

/** @param keepsAlive  uses one connection for several requests */
export function httpClient(endpoint: Endpoint, keepsAlive = false): HttpClient {
	let opened = 0;
	const {Agent, request} = httpModule();
	const agent = new Agent({keepAlive: keepsAlive, maxSockets: 1});
	Object.assign(agent, {
		createConnection(_: unknown, done: (error: Error | null, socket?: unknown) => void) {
			openConnection(endpoint).then(socket => {
				opened++;
				done(null, socket);
			}, done);
		},
	});
	return {
		send: ({method, path, headers = {}, body}, wait = patience) =>
			new Promise(resolve => {
				// `setHost` would add the port of a host that is not there.
				const all = {Host: 'localhost', 'User-Agent': 'dockscope', ...headers, ...lengthOf(body)};
				let hasBegun = false;
				const sent = request({agent, method, path, headers: all, setHost: false, insecureHTTPParser: true}, answer => {
					hasBegun = true;
					const chunks: Buffer[] = [];
					let size = 0;
					const finish = (): void => {
						clearTimeout(late);
						const whole = Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString('latin1');
						resolve({status: answer.statusCode ?? 0, headers: answer.headers, body: whole});
					};
					answer.on('data', (chunk: Buffer) => {
						if (size < MAX_BODY_BYTES) chunks.push(chunk);
						size += chunk.length;
						// A page without an end: enough was read.
						if (size > 4 * MAX_BODY_BYTES) {
							finish();
							sent.destroy();
						}
					});
					answer.once('end', finish);
					answer.once('error', finish);
					// A status was given; the rest was cut off.
					answer.once('close', finish);
				});
				const late = setTimeout(() => {
					resolve(null);
					sent.destroy();
				}, wait);
				// Whatever goes wrong with a connection, its client got no answer.
				const fail = (): void => {
					clearTimeout(late);
					resolve(null);
				};
				sent.on('error', fail);
				// The end of a connection can come before the end of the answer that it brought.
				whenUnanswered(sent, () => {
					if (!hasBegun) fail();
				});
				sent.end(body);
			}),
		connections: () => opened,
		close: () => agent.destroy(),
	};
}

const lengthOf = (body: string | Buffer | undefined): Record<string, string> =>
	body === undefined ? {} : {'Content-Length': String(Buffer.byteLength(body))};
