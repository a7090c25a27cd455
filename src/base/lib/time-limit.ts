import type {ClientRequest} from 'node:http';
import {type SafeText, trusted} from '../text/safe-text.js';

/** A signal that is aborted with one of its parents, after a time limit, or explicitly. */
export type LimitedSignal = {
	readonly signal: AbortSignal;
	/** Aborts it now, and releases everything. */
	abort(reason?: unknown): void;
	/** Releases the parents and the timer. To be called when the work is done, or a listener is left for each piece of it. */
	release(): void;
};

/**
 * `AbortSignal.any([parent, AbortSignal.timeout(…)])` is not used anywhere: Node holds the timer and the combined signal by weak
 * references, Node 20 collects them, and the timeout never fires. Here a real timer keeps what it aborts alive.
 *
 * @param milliseconds  until it aborts with a `TimeoutError`; 0: never
 * @source nodejs/node#57736, nodejs/node#65995
 */
export function limitedSignal(milliseconds: number, ...parents: readonly (AbortSignal | undefined)[]): LimitedSignal {
	const own = new AbortController();
	const follow = () => own.abort(parents.find(parent => parent?.aborted === true)?.reason);
	const late = () => own.abort(new DOMException(`not done within ${milliseconds} ms`, 'TimeoutError'));
	const timer = milliseconds > 0 ? setTimeout(late, milliseconds) : undefined;
	for (const parent of parents) parent?.addEventListener('abort', follow, {once: true});
	if (parents.some(parent => parent?.aborted === true)) follow();
	const release = () => {
		clearTimeout(timer);
		for (const parent of parents) parent?.removeEventListener('abort', follow);
	};
	return {
		signal: own.signal,
		abort(reason) {
			release();
			own.abort(reason);
		},
		release,
	};
}

/** Runs work under a time limit, which is released as soon as the work has ended. @param milliseconds  0: none */
export async function withTimeLimit<T>(
	milliseconds: number,
	parent: AbortSignal | undefined,
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const limit = limitedSignal(milliseconds, parent);
	try {
		return await work(limit.signal);
	} finally {
		limit.release();
	}
}

/**
 * Calls `act` when a request ends without `response` and without `error`, which would leave its caller waiting for ever: the server switches to
 * another protocol, or the connection is closed. A call after the answer is harmless: a promise settles once.
 *
 * @source Node's lib/_http_client.js: without a listener for `upgrade` the connection is destroyed, and only `close` is emitted
 */
export function whenUnanswered(request: ClientRequest, act: (why: SafeText) => void): void {
	request.once('upgrade', (_, socket) => {
		socket.destroy();
		act(trusted('it switches to another protocol (HTTP 101)'));
	});
	request.once('close', () => act(trusted('the connection was closed before an answer came')));
}
