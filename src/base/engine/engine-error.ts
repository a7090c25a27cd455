import {isRecord} from '../answers/value.js';
import {type SafeText, sanitise} from '../text/safe-text.js';

export type EngineErrorKind =
	/** Nothing listens there, or the name does not resolve. */
	| 'unreachable'
	/** The socket's permissions, or a 403 of the engine or of a proxy in front of it. */
	| 'permission'
	| 'forbidden'
	/** 404: removed between list and inspect, or never existed. */
	| 'not-found'
	| 'timeout'
	/** Certificates, TLS against a plain port, ssh authentication. */
	| 'tls'
	| 'ssh'
	/** The answer is larger, or takes longer, than the limit. */
	| 'over-budget'
	/** An answer that does not match the API: truncated, not JSON, another program. */
	| 'invalid-answer'
	/** The engine answers with a 5xx, or rejects the API version. */
	| 'engine'
	/** Not asked: the request would change something. */
	| 'has-effect'
	/** Not in the snapshot. */
	| 'not-recorded'
	| 'cancelled'
	/** An invalid `--host` or context. */
	| 'bad-address';

/** A failure of the engine, described for users: what failed, where, why, what to do. `message` is already safe to show. */
export class EngineError extends Error {
	override readonly name = 'EngineError';

	constructor(
		readonly kind: EngineErrorKind,
		message: SafeText,
		/** HTTP status, if there was one. */
		readonly status: number | null = null,
		options?: ErrorOptions,
	) {
		super(message, options);
	}
}

/** The error for a failure; `text` may contain what an engine or a user wrote. */
export const engineError = (kind: EngineErrorKind, text: string, status: number | null = null, cause?: unknown): EngineError =>
	new EngineError(kind, sanitise(text), status, cause === undefined ? undefined : {cause});

/** Matches the engine's own message for a missing container; a proxy that blocks a path also answers 404, but with other words. */
export const isNoSuchContainer = (error: unknown): boolean =>
	error instanceof EngineError && error.kind === 'not-found' && /no such container|no container with/i.test(error.message);

/** The message for an answer other than 2xx. @param where  the engine's endpoint @param body  content of the answer */
export function statusError(where: SafeText, request: string, status: number, body: string): EngineError {
	const reason = reasonOf(body);
	const why = reason === '' ? `HTTP ${status}` : `${reason} (HTTP ${status})`;
	if (/HTTP request to an HTTPS server/i.test(body)) {
		return engineError(
			'tls',
			`cannot reach the engine at ${where}: it speaks TLS. Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a context with certificates`,
			status,
		);
	}
	const blocked = `${where} refuses ${request}: ${why}. A socket proxy, or an authorisation plugin, blocks it`;
	if (status === 401 || status === 403) return engineError('forbidden', blocked, status);
	if (status === 404) return engineError('not-found', `${where} has nothing at ${request}: ${why}`, status);
	return engineError('engine', `${where} failed at ${request}: ${why}`, status);
}

/** Docker's `{"message"}`, Podman's `{"cause", "message"}`, or the first line of plain text. */
function reasonOf(body: string): string {
	// A page of a proxy says nothing in its first line.
	let text = /^\s*</.test(body) ? '' : body;
	try {
		const value: unknown = JSON.parse(body);
		if (isRecord(value) && typeof value['message'] === 'string') text = value['message'];
	} catch {
		// Not JSON: its first line is shown as it is.
	}
	const [line = ''] = text.trim().split('\n');
	return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** An answer that does not match the API. @param from  the engine's endpoint, or the snapshot that replaces it */
export const invalidAnswer = (from: SafeText, request: string, why: string, cause?: unknown): EngineError =>
	engineError('invalid-answer', `${from} gave an invalid answer to ${request}: ${why}`, null, cause);

/** The answer is no longer needed. @param cause  what aborted it */
export const cancelled = (cause?: unknown): EngineError => engineError('cancelled', 'the request was cancelled', null, cause);

/** The result of the work, unless the signal aborts first: an ssh connection takes seconds. @throws EngineError `cancelled` */
export function raceAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (signal === undefined) return work;
	return new Promise((resolve, reject) => {
		const stop = () => reject(cancelled(signal.reason));
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, {once: true});
		const done = () => signal.removeEventListener('abort', stop);
		work.then(resolve, reject).finally(done);
	});
}
