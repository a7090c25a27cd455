import {counted, httpModule, type SafeText, sanitise, trusted} from '../../../base/index.js';

/** A request that was recorded, without what belongs to its connection. */
export type RecordedRequest = {
	/** In the file, from 1. */
	readonly entry: number;
	readonly method: string;
	/** Name or address in its URL, without the port. */
	readonly host: string;
	/** Port of its URL, given or implied. */
	readonly port: number;
	/** With its query. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	/** Cookies by name; a twin's own replace them. */
	readonly cookies: ReadonlyMap<string, string>;
	readonly body: Buffer | null;
};

export type RecordedTraffic = {
	readonly requests: readonly RecordedRequest[];
	/** What is not replayed, one line for each reason. */
	readonly omitted: readonly SafeText[];
};

/** The file is not a HAR: `message` says which entry, and what is wrong. */
export class HarError extends Error {
	override readonly name = 'HarError';
}

const MAX_REQUESTS = 200;
/** Bytes of one body. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The HTTP requests of a HAR file to the host of the first one: a page also asks analytics, fonts and sign-in elsewhere. They go to twins
 * only.
 *
 * @throws HarError with the number of the entry. No header or body is quoted: they may hold secrets.
 * @source HAR 1.2, `log.entries[].request`
 */
export function parseHar(text: string): RecordedTraffic {
	const entries = entriesOf(text);
	const requests: RecordedRequest[] = [];
	let [notHttp, elsewhere, late] = [0, 0, 0];
	for (const [index, one] of entries.entries()) {
		if (requests.length === MAX_REQUESTS) {
			late = entries.length - index;
			break;
		}
		const request = requestOf(one, index + 1);
		if (request === null) notHttp++;
		else if (request.host !== (requests[0] ?? request).host) elsewhere++;
		else requests.push(request);
	}
	if (requests.length === 0) throw new HarError('it has no HTTP request');
	return {
		requests,
		omitted: [
			...leftOut(notHttp, 'that are not HTTP', 'that is not HTTP'),
			...leftOut(elsewhere, 'to other hosts', 'to another host'),
			...leftOut(late, `after the first ${MAX_REQUESTS}`),
		],
	};
}

/** `3 recorded requests to other hosts were left out` */
export function leftOut(count: number, several: string, one = several): SafeText[] {
	if (count === 0) return [];
	const requests = counted(count, 'recorded request');
	return [sanitise(`${requests} ${count === 1 ? `${one} was` : `${several} were`} left out`)];
}

function entriesOf(text: string): readonly unknown[] {
	let file: unknown;
	try {
		// A byte order mark is usual in exported files.
		file = JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch (error) {
		if (error instanceof SyntaxError) throw new HarError('it is not JSON');
		throw error;
	}
	const entries = field(field(file, 'log'), 'entries');
	if (!Array.isArray(entries)) throw new HarError('it is not a HAR file: log.entries is missing');
	return entries;
}

function requestOf(value: unknown, entry: number): RecordedRequest | null {
	const wrong = (what: string): never => {
		throw new HarError(`entry ${entry}: ${what}`);
	};
	const request = field(value, 'request');
	if (typeof request !== 'object' || request === null) return wrong('request is missing');
	const method = field(request, 'method');
	if (typeof method !== 'string' || !/^[A-Za-z][A-Za-z0-9-]{0,30}$/.test(method)) return wrong('request.method is not a method');
	const address = field(request, 'url');
	if (typeof address !== 'string' || !URL.canParse(address)) return wrong('request.url is not an absolute URL');
	const url = new URL(address);
	const {protocol, port} = url;
	if ((protocol !== 'http:' && protocol !== 'https:') || method.toUpperCase() === 'CONNECT') return null;
	const {headers, cookies} = headersOf(field(request, 'headers'), wrong);
	return {
		entry,
		method: method.toUpperCase(),
		host: url.hostname,
		port: Number(port) || (protocol === 'https:' ? 443 : 80),
		path: `${url.pathname}${url.search}`,
		// A server may have several names: which one was asked for matters to it.
		headers: {...headers, Host: url.host},
		cookies,
		body: bodyOf(field(request, 'postData'), wrong),
	};
}

/**
 * Of one connection, or set again by the client; conditions, since a twin has not sent what they refer to.
 * @source RFC 9110, 7.6.1 and 13.1
 */
const omitted =
	/^(:.*|host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|http2-settings|expect|content-length|cookie|if-.*|sec-websocket-.*)$/i;

type Headers = {readonly headers: Record<string, string>; readonly cookies: ReadonlyMap<string, string>};

function headersOf(list: unknown, wrong: (what: string) => never): Headers {
	const headers: Record<string, string> = {};
	const cookies = new Map<string, string>();
	if (list === undefined) return {headers, cookies};
	if (!Array.isArray(list)) return wrong('request.headers is not a list');
	for (const [index, one] of list.entries()) {
		const name = field(one, 'name');
		const value = field(one, 'value');
		if (typeof name !== 'string' || typeof value !== 'string') return wrong(`request.headers[${index}] has no name or value`);
		if (/^cookie$/i.test(name)) for (const [key, text] of cookiesOf(value)) cookies.set(key, text);
		if (omitted.test(name)) continue;
		try {
			httpModule().validateHeaderName(name);
			httpModule().validateHeaderValue(name, value);
		} catch {
			return wrong(`request.headers[${index}] is not a valid header`);
		}
		headers[name] = value;
	}
	return {headers, cookies};
}

/** @source RFC 6265, 4.2.1 */
function cookiesOf(value: string): (readonly [string, string])[] {
	return value.split(';').flatMap(pair => {
		const at = pair.indexOf('=');
		return at < 1 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const];
	});
}

function bodyOf(data: unknown, wrong: (what: string) => never): Buffer | null {
	if (data === undefined || data === null) return null;
	const text = field(data, 'text');
	if (text === undefined) {
		const pairs = field(data, 'params');
		return Array.isArray(pairs) ? Buffer.from(formOf(pairs, wrong)) : null;
	}
	if (typeof text !== 'string') return wrong('request.postData.text is not text');
	const body = Buffer.from(text, field(data, 'encoding') === 'base64' ? 'base64' : 'utf8');
	if (body.length > MAX_BODY_BYTES) return wrong('request.postData is larger than 1 MB');
	return body;
}

/** As a form sends them; of a file there is only its name. */
function formOf(pairs: readonly unknown[], wrong: (what: string) => never): string {
	const form = new URLSearchParams();
	for (const pair of pairs) {
		const [name, value] = [field(pair, 'name'), field(pair, 'value') ?? ''];
		if (typeof name !== 'string' || typeof value !== 'string') return wrong('request.postData.params has no names');
		form.append(name, value);
	}
	return form.toString();
}

const field = (value: unknown, name: string): unknown =>
	typeof value === 'object' && value !== null && Object.hasOwn(value, name)
		? (value as Readonly<Record<string, unknown>>)[name]
		: undefined;

/** The method and path of a request, without its query. */
export const shownRequest = ({method, path}: RecordedRequest): SafeText =>
	path === '' ? trusted(method) : sanitise(`${method} ${path.replace(/\?.*$/s, '?…').slice(0, 80)}`);
