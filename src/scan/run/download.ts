import {open} from 'node:fs/promises';
import {fileTrouble, limitedSignal} from '../../base/index.js';
import {type Fetched, fetchAnywhere} from './fetch.js';
import {withoutCredentials} from './http.js';
import {ProxyError} from './proxy-tunnel.js';

/** A download that cannot be used; `message` is a clause about it: `it is larger than …`. */
export class DownloadError extends Error {
	override readonly name = 'DownloadError';

	/** @param status  of an answer that is no success */
	constructor(
		message: string,
		readonly status: number | null = null,
	) {
		super(message);
	}
}

export type DownloadLimits = {
	readonly signal: AbortSignal;
	/** The environment, for its proxy settings. */
	readonly variables: Readonly<Record<string, string | undefined>>;
	/** Bytes. */
	readonly sizeLimit: number;
	/** Milliseconds without a byte. */
	readonly silenceLimit: number;
};

/** A GET or HEAD of a public file. @throws DownloadError, ProxyError, and whatever `fetch` throws */
export async function fetchFile(
	url: string,
	{signal, variables}: Pick<DownloadLimits, 'signal' | 'variables'>,
	method = 'GET',
): Promise<Fetched> {
	if (!isAllowed(url)) throw new DownloadError('its address is not https');
	const response = await fetchAnywhere(url, {signal, variables, method});
	// A redirect must not lead from https to plain http.
	if (!isAllowed(response.url)) throw new DownloadError(`it was redirected to ${withoutCredentials(response.url)}`);
	if (response.status < 200 || response.status > 299)
		throw new DownloadError(`the answer was ${response.status}`, response.status);
	return response;
}

/** The chunks of a public file, within limits. @throws as `fetchFile` */
export async function* download(url: string, limits: DownloadLimits): AsyncGenerator<Uint8Array, void> {
	const {sizeLimit, silenceLimit} = limits;
	const limit = limitedSignal(0, limits.signal);
	const silence = setTimeout(() => limit.abort(new DOMException('no answer', 'TimeoutError')), silenceLimit);
	try {
		const response = await fetchFile(url, {...limits, signal: limit.signal});
		let size = 0;
		for await (const chunk of response.body) {
			silence.refresh();
			size += chunk.length;
			if (size > sizeLimit) throw new DownloadError(`it is larger than ${sizeLimit / 1e6} MB`);
			yield chunk;
		}
	} catch (error) {
		if (limit.signal.aborted && !limits.signal.aborted) throw new DownloadError(`no answer within ${silenceLimit / 1000} s`);
		throw error;
	} finally {
		clearTimeout(silence);
		limit.abort();
	}
}

/** Writes a new file with mode 0600. @param onBytes  called with how many arrived so far */
export async function downloadTo(
	path: string,
	url: string,
	limits: DownloadLimits,
	onBytes: (size: number) => void = () => undefined,
): Promise<void> {
	const file = await open(path, 'wx', 0o600);
	try {
		let size = 0;
		for await (const chunk of download(url, limits)) {
			await file.writeFile(chunk);
			size += chunk.length;
			onBytes(size);
		}
	} finally {
		await file.close();
	}
}

/** Plain http only to this machine, where a mirror may run. */
function isAllowed(url: string): boolean {
	if (!URL.canParse(url)) return false;
	const {protocol, hostname} = new URL(url);
	return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname));
}

/** Why a download failed, without the name of a temporary file. */
export function downloadTrouble(error: unknown, path?: string): string {
	if (error instanceof ProxyError || error instanceof DownloadError) return error.message;
	if (error instanceof Error && error.cause instanceof Error) return error.cause.message;
	const text = fileTrouble(error);
	return path === undefined ? text : text.replaceAll(path, 'it');
}
