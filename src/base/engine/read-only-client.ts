import type {IncomingMessage} from 'node:http';
import {stringify} from 'node:querystring';
import type Docker from 'dockerode';
import {trusted} from '../text/safe-text.js';
import {EngineError, statusError} from './engine-error.js';
import {MAX_SHORT, parseAnswer, readText} from './http-exchange.js';
import type {Transport} from './transport.js';

export type ReadMethod = 'GET' | 'HEAD';

export type RequestOptions = {
	/** Milliseconds, until the answer begins and between its parts. */
	readonly timeoutMs: number;
	/** Milliseconds for which a stream may be silent; 0: for ever. */
	readonly silenceMs?: number;
	/** Milliseconds for the whole answer; see `TransportRequest`. */
	readonly totalMs?: number;
	/** Bytes of a whole answer; absent: `MAX_ANSWER`. */
	readonly maxBytes?: number;
	/** The newest version of the API whose answer to this question is known; absent: the usual one. */
	readonly newest?: string;
	readonly signal?: AbortSignal | undefined;
};

/** What dockerode passes to its modem for each call; the part that applies to reading. */
type DialOptions = {
	path: string;
	method: string;
	options?: Record<string, unknown> | undefined;
	isStream?: boolean | undefined;
};
type DialCallback = (error: Error | null, answer?: unknown) => void;

/**
 * A dockerode whose requests all go through `transport`, which can send only GET and HEAD. dockerode knows the API paths;
 * connections, limits and errors are ours.
 *
 * @param version  prefix of the negotiated version: `/v1.45`, or empty
 */
export function readOnlyDocker(
	Dockerode: typeof Docker,
	transport: Transport<ReadMethod>,
	version: string,
	ask: RequestOptions,
): Docker {
	const modem = {
		Promise,
		dial(options: DialOptions, callback: DialCallback): void {
			dial(transport, version, ask, options).then(
				answer => callback(null, answer),
				(error: Error) => callback(error),
			);
		},
	};
	const options: Docker.DockerOptions & {modem: typeof modem} = {modem};
	return new Dockerode(options);
}

async function dial(
	transport: Transport<ReadMethod>,
	version: string,
	ask: RequestOptions,
	options: DialOptions,
): Promise<unknown> {
	const {method} = options;
	if (!isReading(method))
		throw new EngineError('forbidden', trusted('dockscope is read-only: a request that would change the engine was not sent'));
	const path = version + withQuery(options.path, options.options);
	if (options.isStream === true) return openStream(transport, method, path, ask);
	return readJson(transport, path, ask);
}

const isReading = (method: string): method is ReadMethod => method === 'GET' || method === 'HEAD';

/** The answer with its body still unread; any status but 2xx is an error. */
export async function openStream(
	transport: Transport<ReadMethod>,
	method: ReadMethod,
	path: string,
	{maxBytes: _, newest: __, ...ask}: RequestOptions,
): Promise<IncomingMessage> {
	const answer = await transport.send({method, path, ...ask});
	const status = answer.statusCode ?? 0;
	if (status >= 200 && status < 300) return answer;
	const label = `${method} ${path}`;
	const reason = method === 'HEAD' ? '' : await readText(transport.endpoint, label, answer, MAX_SHORT);
	answer.resume();
	throw statusError(transport.endpoint, label, status, reason);
}

/** A whole JSON answer. @throws EngineError `invalid-answer` when it is truncated, too large or not JSON */
export async function readJson(transport: Transport<ReadMethod>, path: string, ask: RequestOptions): Promise<unknown> {
	const label = `GET ${path}`;
	const answer = await openStream(transport, 'GET', path, ask);
	return parseAnswer(transport.endpoint, label, await readText(transport.endpoint, label, answer, ask.maxBytes));
}

function withQuery(path: string, options: Record<string, unknown> | undefined): string {
	if (!path.endsWith('?')) return path;
	const query = stringify(
		Object.fromEntries(
			Object.entries(options ?? {})
				.filter(([, value]) => value !== undefined)
				.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
		),
	);
	return query === '' ? path.slice(0, -1) : path + query;
}
