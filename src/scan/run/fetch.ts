import type {IncomingMessage, RequestOptions} from 'node:http';
import {pipeline, Readable} from 'node:stream';
import {createBrotliDecompress, createUnzip} from 'node:zlib';
import {httpClient, whenUnanswered} from '../../base/index.js';
import {proxyFor} from './proxy-choice.js';
import {authorisation, hostAndPort, refused, tunnel, unanswered, unreached} from './proxy-tunnel.js';

export type FetchOptions = {
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | undefined;
	readonly signal: AbortSignal;
	/** The environment, for its proxy settings. */
	readonly variables: Readonly<Record<string, string | undefined>>;
};

export type Fetched = {
	readonly status: number;
	/** The final URL. */
	readonly url: string;
	/** Bytes by its `Content-Length`; `null` when it has none. */
	readonly size: number | null;
	readonly retryAfter: string | null;
	/** Decoded. */
	readonly body: AsyncIterable<Uint8Array>;
};

const redirectLimit = 5;

/**
 * Like `fetch`, but through the proxy that the environment names: Node itself supports these variables only from version 24. Certificates
 * are Node's, including NODE_EXTRA_CA_CERTS. @throws ProxyError, and whatever `fetch` throws
 */
export async function fetchAnywhere(url: string, options: FetchOptions): Promise<Fetched> {
	let target = new URL(url);
	for (let hops = 0; ; hops++) {
		const proxy = proxyFor(target, options.variables);
		if (proxy === null) return direct(target, options);
		const answer = await throughProxy(target, proxy, options);
		const status = answer.statusCode ?? 0;
		const {location} = answer.headers;
		if (![301, 302, 303, 307, 308].includes(status) || location === undefined || !/^(GET|HEAD)$/.test(options.method ?? 'GET'))
			return {
				status,
				url: target.href,
				size: lengthOf(answer.headers['content-length']),
				retryAfter: answer.headers['retry-after'] ?? null,
				body: decoded(answer, options.signal),
			};
		answer.destroy();
		if (hops === redirectLimit) throw new Error('it was redirected too often');
		target = new URL(location, target);
		if (!/^https?:$/.test(target.protocol)) throw new Error(`it was redirected to ${target.protocol}`);
	}
}

const lengthOf = (header: string | null | undefined): number | null => (/^\d{1,15}$/.test(header ?? '') ? Number(header) : null);

async function direct(target: URL, {method, headers, body, signal}: FetchOptions): Promise<Fetched> {
	const init = {...(method === undefined ? {} : {method}), ...(headers === undefined ? {} : {headers})};
	// As through a proxy: after most redirects a POST would go on as a GET, without its body.
	const redirect = /^(GET|HEAD)$/.test(method ?? 'GET') ? 'follow' : 'manual';
	const response = await fetch(target, {...init, ...(body === undefined ? {} : {body}), redirect, signal});
	const size = lengthOf(response.headers.get('content-length'));
	return {
		status: response.status,
		url: response.url,
		size,
		retryAfter: response.headers.get('retry-after'),
		body: response.body ?? Readable.from([]),
	};
}

async function throughProxy(target: URL, proxy: URL, options: FetchOptions): Promise<IncomingMessage> {
	const headers = {'user-agent': 'dockscope', 'accept-encoding': 'gzip', ...options.headers};
	const common = {method: options.method ?? 'GET', signal: options.signal};
	if (target.protocol === 'http:')
		return ask(httpClient(proxy.protocol === 'https:'), options, proxy, {
			...hostAndPort(proxy),
			...common,
			agent: false,
			path: target.href,
			headers: {...headers, host: target.host, ...authorisation(proxy)},
		});
	const socket = await tunnel(target, proxy, options.signal);
	return ask(httpClient(true), options, null, {
		...common,
		path: `${target.pathname}${target.search}`,
		headers: {...headers, host: target.host},
		// Called only if there is no agent.
		createConnection: () => socket,
	});
}

function ask(
	{request: send}: ReturnType<typeof httpClient>,
	{body, signal}: FetchOptions,
	proxy: URL | null,
	options: RequestOptions,
): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		const request = send(options, answer => {
			if (proxy === null || answer.statusCode !== 407) return resolve(answer);
			answer.destroy();
			reject(refused(proxy, 407));
		});
		request.once('error', error => {
			reject(signal.aborted ? signal.reason : proxy === null ? error : unreached(proxy, error));
		});
		whenUnanswered(request, why => reject(proxy === null ? new Error(why) : unanswered(proxy, why)));
		request.end(body);
	});
}

async function* decoded(answer: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
	const encoding = answer.headers['content-encoding']?.toLowerCase() ?? '';
	const decoder = encoding === 'br' ? createBrotliDecompress() : /^(x-)?gzip$|^deflate$/.test(encoding) ? createUnzip() : null;
	try {
		yield* decoder === null ? answer : pipeline(answer, decoder, () => undefined);
	} catch (error) {
		throw signal.aborted ? signal.reason : error;
	}
}
