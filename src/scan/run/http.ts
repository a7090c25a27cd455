import {sanitise, withTimeLimit} from '../../base/index.js';
import {ScanError} from '../failure.js';
import {parseJson} from '../formats/parse-json.js';
import type {ScanContext} from '../scanner.js';
import {scanError} from './classify.js';
import {type Fetched, fetchAnywhere} from './fetch.js';
import {ProxyError} from './proxy-tunnel.js';

export type ScannerRequest = {
	readonly method?: 'GET' | 'POST';
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: unknown;
	readonly good: readonly number[];
};

/** One request to a scanner's HTTP API, limited in size and time; other statuses become a classified failure. */
export async function askJson(
	url: string,
	{method = 'GET', headers = {}, body, good}: ScannerRequest,
	{
		scanner,
		context,
	}: {
		scanner: string;
		context: Pick<ScanContext, 'signal' | 'timeLimitMs' | 'sizeLimit'> & Partial<Pick<ScanContext, 'environment'>>;
	},
): Promise<{status: number; document: unknown}> {
	const plain = split(url, scanner);
	const {status, text} = await withTimeLimit(context.timeLimitMs, context.signal, async signal => {
		const response = await fetchAnywhere(plain.url, {
			method,
			headers: {
				accept: 'application/json',
				...(body === undefined ? {} : {'content-type': 'application/json'}),
				...plain.headers,
				...headers,
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			variables: context.environment?.variables ?? {},
			signal,
		});
		return {status: response.status, text: await bounded(response, scanner, context.sizeLimit)};
	}).catch((error: unknown) =>
		Promise.reject(error instanceof ScanError ? error : unreachable(error, url, scanner, context.signal)),
	);
	if (!good.includes(status)) throw scanError(kindOf(status), scanner, `${status} ${beginningOf(text)}`);
	if (text.trim() === '') return {status, document: null};
	try {
		return {status, document: await parseJson(text, context.signal)};
	} catch (error) {
		if (error instanceof SyntaxError) throw scanError('garbage-output', scanner, error.message);
		throw error;
	}
}

/** fetch rejects a URL with credentials, and quotes it in full: they are moved to a header. */
function split(url: string, scanner: string): {url: string; headers: Record<string, string>} {
	if (!URL.canParse(url)) throw scanError('no-network', scanner, 'its address is not valid');
	const {username, password} = new URL(url);
	const plain = new URL(url);
	plain.username = '';
	plain.password = '';
	if (username === '' && password === '') return {url: plain.href, headers: {}};
	const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
	return {url: plain.href, headers: {authorization: `Basic ${basic}`}};
}

function kindOf(status: number) {
	if (status === 401 || status === 407) return 'login-needed';
	if (status === 403) return 'permission';
	if (status === 404) return 'image-gone';
	if (status === 429) return 'rate-limited';
	return status === 504 || status === 408 ? 'timed-out' : 'crashed';
}

const beginningOf = (text: string) => sanitise(text.slice(0, 200));

function unreachable(error: unknown, url: string, scanner: string, signal: AbortSignal): ScanError {
	if (signal.aborted) return scanError('cancelled', scanner);
	if (error instanceof Error && error.name === 'TimeoutError') return scanError('timed-out', scanner);
	if (error instanceof ProxyError) return scanError('no-network', scanner, error.message);
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
	// Credentials in a URL must not appear in a message.
	return scanError('no-network', scanner, `${withoutCredentials(url)}: ${cause}`);
}

/** A URL that is safe in an error: without user, password and query. */
export function withoutCredentials(url: string): string {
	if (!URL.canParse(url)) return '(not an address)';
	const {protocol, host, pathname} = new URL(url);
	return `${protocol}//${host}${pathname}`;
}

async function bounded({body}: Fetched, scanner: string, sizeLimit: number): Promise<string> {
	const decoder = new TextDecoder();
	let size = 0;
	let text = '';
	for await (const chunk of body) {
		size += chunk.length;
		if (size > sizeLimit) throw scanError('output-too-large', scanner);
		text += decoder.decode(chunk, {stream: true});
	}
	return text + decoder.decode();
}
