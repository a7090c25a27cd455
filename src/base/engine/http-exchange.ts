import type {ClientRequest, IncomingMessage, RequestOptions} from 'node:http';
import {finished, type Readable} from 'node:stream';
import {hasCode} from '../lib/has-code.js';
import {whenUnanswered} from '../lib/time-limit.js';
import {type SafeText, safe, sanitise, trusted} from '../text/safe-text.js';
import {cancelled, EngineError, engineError, invalidAnswer} from './engine-error.js';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export type TransportRequest<Allowed extends Method> = {
	readonly method: Allowed;
	/** With the query, without the host: `/containers/json?all=1`. */
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Buffer | Readable;
	/** Milliseconds until the first byte of the answer, and between bytes; 0: unlimited. */
	readonly timeoutMs: number;
	/** For the stream that follows: 0 if it may be silent for hours. Absent: `timeoutMs`. */
	readonly silenceMs?: number;
	/** Until the last byte. 0: unlimited. Absent: four times `timeoutMs`, and unlimited for streams that may be silent for ever. */
	readonly totalMs?: number;
	readonly signal?: AbortSignal | undefined;
};

/** An id or a name as one segment of `path`, so that a name cannot escape from it. @throws EngineError `not-found` for one that cannot be in a path */
export function segment(name: string): string {
	const parts = name.split('/');
	if (parts.some(part => part === '' || part === '.' || part === '..')) {
		throw new EngineError('not-found', trusted('there is no such object: a name has no empty part, and none of only dots'));
	}
	// An unpaired surrogate, as an event or a snapshot may contain: `encodeURIComponent` throws on it.
	if (/\p{Surrogate}/u.test(name))
		throw new EngineError('not-found', trusted('there is no such object: the name is not valid text'));
	// Images are requested as repository/name:tag or name@digest; the engine takes slash, colon and at sign unencoded.
	return parts.map(encodeURIComponent).join('/').replaceAll('%3A', ':').replaceAll('%40', '@');
}

/** Milliseconds: a remote engine that disappears silently must not leave an event stream waiting for ever. */
export const KEEP_ALIVE = 15_000;
/** Timeout of a whole answer, as a multiple of the timeout of its first byte. */
const WHOLE_ANSWER = 4;

/** The engine closed a keep-alive connection just as it was reused: no part of the answer arrived. */
export class ReusedSocketError extends Error {}

/**
 * One request, up to the headers of its answer. Three timeouts apply: until the answer begins, between its parts, and for all of it, so
 * that a server which sends a byte each second is not read for ever. Any of them, or the caller's signal, ends the connection.
 *
 * @param endpoint  of the engine, for errors
 */
export function exchange(
	open: (options: RequestOptions) => ClientRequest,
	options: RequestOptions,
	asked: TransportRequest<Method>,
	endpoint: SafeText,
): Promise<IncomingMessage> {
	const {method, path, body, timeoutMs, silenceMs = timeoutMs, signal} = asked;
	const {totalMs = silenceMs === 0 ? 0 : timeoutMs * WHOLE_ANSWER} = asked;
	return new Promise((resolve, reject) => {
		const outgoing = open(options);
		let answer: IncomingMessage | null = null;
		const end = (error: Error) => (answer ?? outgoing).destroy(error);
		const late = (milliseconds: number) => () =>
			end(engineError('timeout', `${endpoint} did not answer ${method} ${path} within ${Math.round(milliseconds / 1000)} s`));
		// Node's own streams use this code for a truncated body, and its readers know it.
		const stop = () =>
			end(answer === null ? cancelled(signal?.reason) : Object.assign(new Error('aborted'), {code: 'ABORT_ERR'}));
		const beginning = timeoutMs > 0 ? setTimeout(late(timeoutMs), timeoutMs) : undefined;
		const whole = totalMs > 0 ? setTimeout(late(totalMs), totalMs) : undefined;
		const release = () => {
			clearTimeout(beginning);
			clearTimeout(whole);
			signal?.removeEventListener('abort', stop);
		};
		outgoing.once('response', begun => {
			clearTimeout(beginning);
			answer = begun;
			if (silenceMs > 0)
				begun.setTimeout(silenceMs, () => {
					// Data is waiting to be read: the reader is slow, not the engine.
					if (begun.readableLength > 0) begun.socket.setTimeout(silenceMs);
					else late(silenceMs)();
				});
			begun.once('close', release);
			resolve(begun);
		});
		// Once there is an answer, errors are reported by its stream.
		outgoing.on('error', error => {
			if (answer === null) release();
			const again = method !== 'POST' && outgoing.reusedSocket && hasCode(error, 'ECONNRESET', 'EPIPE');
			reject(again ? new ReusedSocketError() : error);
		});
		whenUnanswered(outgoing, why => {
			if (answer !== null) return;
			release();
			reject(invalidAnswer(endpoint, `${method} ${path}`, why));
		});
		outgoing.once('socket', socket => socket.setKeepAlive(true, KEEP_ALIVE));
		signal?.addEventListener('abort', stop);
		if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) outgoing.end(body);
		else body.once('error', error => outgoing.destroy(error)).pipe(outgoing);
	});
}

const MB = 1024 * 1024;
/** Bytes of one answer: an inspect has 5 kB, and 16 MB are parsed in a fraction of a second. */
const MAX_ANSWER = 16 * MB;
/** The list of 5,000 containers has 5 MB. */
export const MAX_LIST = 64 * MB;
/** The answer to `/_ping` and the reason of an error are one line. */
export const MAX_SHORT = 64 * 1024;
/** No engine nests deeper than this, and recursive code would overflow the stack on a deeper value. */
const MAX_DEPTH = 200;

/** The whole answer as text. @param endpoint  of the engine, for errors @throws EngineError `invalid-answer` when it is truncated, or larger than `limit` bytes */
export const readText = async (endpoint: SafeText, label: string, answer: Readable, limit = MAX_ANSWER): Promise<string> =>
	(await readBytes(endpoint, label, answer, limit)).toString('utf8');

/** The whole answer. @throws EngineError as `readText` does */
export function readBytes(endpoint: SafeText, label: string, answer: Readable, limit = MAX_ANSWER): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	return new Promise((resolve, reject) => {
		answer.on('data', (chunk: Buffer) => {
			chunks.push(chunk);
			size += chunk.length;
			if (size > limit) answer.destroy(tooLarge(label, limit));
		});
		finished(answer, error => {
			if (error) reject(unreadable(endpoint, label, error));
			else resolve(Buffer.concat(chunks));
		});
	});
}

const tooLarge = (label: string, limit: number): EngineError =>
	new EngineError('invalid-answer', safe`the answer to ${sanitise(label)} is larger than ${limit / 1024} kB`);

function unreadable(endpoint: SafeText, label: string, error: Error): EngineError {
	if (error instanceof EngineError) return error;
	return isAbort(error) ? cancelled(error) : invalidAnswer(endpoint, label, 'it was cut short', error);
}

const isAbort = (error: unknown): boolean =>
	hasCode(error, 'ABORT_ERR') || (error instanceof Error && error.name === 'AbortError');

/** An answer as JSON. @throws EngineError `invalid-answer` when it is not JSON, or nested deeper than any engine's */
export function parseAnswer(endpoint: SafeText, label: string, text: string): unknown {
	// Cheap test first: an inspect has fewer opening brackets than that.
	if (occurrences(text, '[') + occurrences(text, '{') > MAX_DEPTH && isDeep(text))
		throw invalidAnswer(endpoint, label, `it is nested deeper than ${MAX_DEPTH} levels`);
	try {
		return JSON.parse(text);
	} catch (error) {
		throw invalidAnswer(endpoint, label, text.trim() === '' ? 'it is empty' : 'it is not JSON', error);
	}
}

function occurrences(text: string, sign: string): number {
	let count = 0;
	for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) count += 1;
	return count;
}

function isDeep(text: string): boolean {
	let depth = 0;
	let inText = false;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === 0x22) inText = !inText;
		else if (inText) at += code === 0x5c ? 1 : 0;
		else if (code === 0x5b || code === 0x7b) depth += 1;
		else if (code === 0x5d || code === 0x7d) depth -= 1;
		if (depth > MAX_DEPTH) return true;
	}
	return false;
}
