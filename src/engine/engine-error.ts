import type {SafeText} from '../terminal/safe-text.js';

export type EngineErrorKind =
	/** Nothing listens there, or the name does not resolve. */
	| 'unreachable'
	/** The socket's permissions, or a 403 of the engine or of a proxy in front of it. */
	| 'permission'
	| 'forbidden'
	/** 404: gone between list and inspect, or no such thing. */
	| 'not-found'
	| 'timeout'
	/** Certificates, TLS against plain, authentication of ssh. */
	| 'tls'
	| 'ssh'
	/** More was sent, or for longer, than is read of it. */
	| 'over-budget'
	/** An answer that is not what the API promises: cut short, no JSON, another program. */
	| 'invalid-answer'
	/** The engine answers with a 5xx, or refuses the version. */
	| 'engine'
	/** A snapshot does not hold it. */
	| 'not-recorded'
	| 'cancelled'
	/** `--host` or a context that cannot be understood. */
	| 'bad-address';

/** The engine's own words for a container that is gone; a proxy that serves no such path answers 404 too, in others. */
export const isNoSuchContainer = (error: unknown): boolean =>
	error instanceof EngineError && error.kind === 'not-found' && /no such container|no container with/i.test(error.message);

/** A failure of the engine, worded for a person: what failed, where, why, what to do. `message` is already safe to show. */
export class EngineError extends Error {
	override readonly name = 'EngineError';

	constructor(
		readonly kind: EngineErrorKind,
		message: SafeText,
		/** HTTP status where there was one. */
		readonly status: number | null = null,
		options?: ErrorOptions,
	) {
		super(message, options);
	}
}

/** Whether Node gave the error one of these codes. */
export const hasCode = (error: unknown, ...codes: string[]): boolean =>
	error instanceof Error && 'code' in error && codes.includes(String(error.code));
