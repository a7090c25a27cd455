import {setTimeout as delay} from 'node:timers/promises';
import type {EngineEvent} from '../answers/index.js';
import {limitedSignal} from '../lib/time-limit.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import {EngineError} from './engine-error.js';
import type {EngineReader} from './engine-reader.js';

export type Followed = {
	readonly onEvent: (event: EngineEvent) => void;
	/** A stream is open: from now on no event is missed. */
	readonly onOpen?: () => void;
	/** The stream ended and the engine does not answer; `retryIn` milliseconds until the next retry. */
	readonly onLost: (message: SafeText, retryIn: number) => void;
	/** The engine answers again, or the stream was cut: events in between were missed. If it rejects, the engine counts as lost. */
	readonly onBack: () => Promise<void>;
	/** The engine answers, but refuses events (a socket proxy). Nothing is followed any more. */
	readonly onRefused: (error: EngineError) => void;
};

/** Milliseconds between retries; the engine is found again at most one second after it is back. */
const delays = [250, 500, 1000];

/**
 * A stream that ends sooner is not reopened at once, or a broken engine would be reloaded in a loop. If that
 * keeps happening although the engine answers, a proxy in between does not support streams: the pause doubles up to the slow reconcile.
 */
const shortMilliseconds = 5000;
const longestPause = 60_000;

/**
 * Follows the events until the signal is aborted, through restarts of the engine. Resolves when nothing is followed any more.
 *
 * After a gap the stream is opened before `onBack` reloads, so that no event is lost in between.
 */
export async function followEvents(reader: EngineReader, signal: AbortSignal, followed: Followed): Promise<void> {
	let afterGap = false;
	let shortLived = 0;
	while (!signal.aborted) {
		const opened = performance.now();
		const ended = await listen(reader, signal, followed, afterGap ? followed.onBack : null);
		if (signal.aborted) return;
		if (ended !== null && isRefusal(ended) && (await answers(reader))) {
			if (afterGap) await followed.onBack().catch(onlyEngine);
			followed.onRefused(ended);
			return;
		}
		shortLived = performance.now() - opened < shortMilliseconds ? shortLived + 1 : 0;
		await waitForEngine(reader, signal, followed, ended, shortLived);
		afterGap = true;
	}
}

/** Reads one stream to its end. Returns why it ended, `null` when it was just cut. */
async function listen(
	reader: EngineReader,
	signal: AbortSignal,
	{onEvent, onOpen}: Pick<Followed, 'onEvent' | 'onOpen'>,
	onBack: Followed['onBack'] | null,
): Promise<EngineError | null> {
	const over = limitedSignal(0, signal);
	const events = reader.events(onOpen === undefined ? {} : {onOpen}, over.signal)[Symbol.asyncIterator]();
	let next = events.next();
	// Handled below; until then a failure must not count as unhandled.
	next.catch(() => undefined);
	try {
		await onBack?.();
		for (let step = await next; step.done !== true; step = await next) {
			onEvent(step.value);
			next = events.next();
		}
		return null;
	} catch (error) {
		return onlyEngine(error);
	} finally {
		over.abort();
	}
}

function onlyEngine(error: unknown): EngineError {
	if (error instanceof EngineError) return error;
	throw error;
}

const isRefusal = ({kind}: EngineError): boolean => kind === 'forbidden' || kind === 'not-found' || kind === 'permission';

async function answers(reader: EngineReader): Promise<boolean> {
	try {
		await reader.ping();
		return true;
	} catch (error) {
		if (error instanceof EngineError) return error.kind === 'forbidden' || error.kind === 'not-found';
		throw error;
	}
}

async function waitForEngine(
	reader: EngineReader,
	signal: AbortSignal,
	{onLost}: Followed,
	ended: EngineError | null,
	shortLived: number,
): Promise<void> {
	let reason = ended;
	for (let attempt = Math.max(0, shortLived - 1); !signal.aborted; attempt += 1) {
		const answered = reason === null || reason.kind === 'invalid-answer';
		const pause =
			answered && shortLived > delays.length ? Math.min(1000 * 2 ** (shortLived - delays.length), longestPause) : null;
		const retryIn = pause ?? delays[Math.min(attempt, delays.length - 1)] ?? 1000;
		if (reason !== null) onLost(sanitise(reason.message), retryIn);
		// A long-lived stream that a proxy cut: the engine may answer at once.
		if (reason !== null || shortLived > 0) await delay(retryIn, undefined, {signal}).catch(onlyAborted);
		if (signal.aborted) return;
		try {
			await reader.ping();
			return;
		} catch (error) {
			reason = onlyEngine(error);
		}
	}
}

function onlyAborted(error: unknown): void {
	if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
