import type {SafeText} from '../terminal/safe-text.js';

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
	/** Not in the snapshot. */
	| 'not-recorded'
	| 'cancelled'
	/** An invalid `--host` or context. */
	| 'bad-address';

/** Matches the engine's own message for a missing container; a proxy that blocks a path also answers 404, but with other words. */
export const isNoSuchContainer = (error: unknown): boolean =>
	error instanceof EngineError && error.kind === 'not-found' && /no such container|no container with/i.test(error.message);

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
