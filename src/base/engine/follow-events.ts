import {StringDecoder} from 'node:string_decoder';
import {setTimeout as delay} from 'node:timers/promises';
import type {EngineEvent} from '../answers/index.js';
import {isRecord} from '../answers/value.js';
import {hasCode} from '../lib/has-code.js';
import {limitedSignal} from '../lib/time-limit.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import {EngineError, invalidAnswer} from './engine-error.js';
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
const MAX_PAUSE = 60_000;

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
		const pause = answered && shortLived > delays.length ? Math.min(1000 * 2 ** (shortLived - delays.length), MAX_PAUSE) : null;
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

/** Far more than any event; a line without an end must not fill the memory. */
const MAX_LINE = 1024 * 1024;

class BrokenEventError extends Error {}

/** The engine's events, until it goes away or the caller stops. @throws EngineError `invalid-answer` */
export async function* readEngineEvents(endpoint: SafeText, stream: NodeJS.ReadableStream): AsyncGenerator<EngineEvent> {
	try {
		yield* readEvents(chunksOf(stream));
	} catch (error) {
		if (error instanceof BrokenEventError) throw invalidAnswer(endpoint, 'GET /events', error.message, error);
		if (error instanceof Error && 'code' in error)
			throw invalidAnswer(endpoint, 'GET /events', `it broke off (${error.message})`, error);
		throw error;
	} finally {
		if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
	}
}

async function* chunksOf(stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
	for await (const chunk of stream) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

/**
 * Events of a stream of JSON lines, whatever the chunks of the network. Ends with the stream, also if that breaks off: an engine
 * that goes away is no error here. An incomplete last line is dropped.
 *
 * @throws BrokenEventError for a line that is not a JSON object
 */
export async function* readEvents(stream: AsyncIterable<Buffer>): AsyncGenerator<EngineEvent> {
	const decoder = new StringDecoder('utf8');
	/** Parts of the current line. Joined only at its end: otherwise a server that sends it byte by byte makes this quadratic. */
	let parts: string[] = [];
	let size = 0;
	for await (const chunk of untilBroken(stream)) {
		const [first = '', ...lines] = decoder.write(chunk).split('\n');
		parts.push(first);
		size += first.length;
		if (size > MAX_LINE) throw new BrokenEventError('one of its lines never ends');
		for (const next of lines) {
			const line = parts.join('');
			parts = [next];
			size = next.length;
			if (line.trim() !== '') yield parseEvent(line);
		}
	}
}

async function* untilBroken(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	try {
		yield* stream;
	} catch (error) {
		// "aborted", ECONNRESET: the engine was stopped or killed. Anything else is a real error.
		if (hasCode(error, 'ECONNRESET', 'EPIPE', 'ABORT_ERR', 'ERR_STREAM_PREMATURE_CLOSE')) return;
		throw error;
	}
}

function parseEvent(line: string): EngineEvent {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch (error) {
		throw new BrokenEventError('one of its lines is not JSON', {cause: error});
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw new BrokenEventError('one of its lines is not an object');
	return normaliseEvent(value);
}

/**
 * One shape for all engines, with `Type`, `Action` and `Actor.ID`. Old engines and Podman send `status` and `id`, Podman's own
 * API `Status`, `ID` and `Name`; existing fields are kept.
 */
export function normaliseEvent(event: object): EngineEvent {
	const given = new Map<string, unknown>(Object.entries(event));
	const text = (...names: string[]): string | undefined => {
		for (const name of names) {
			const value = given.get(name);
			if (typeof value === 'string' && value !== '') return value;
		}
		return undefined;
	};
	const sender = given.get('Actor');
	const actor = isRecord(sender) ? sender : {};
	const id = typeof actor['ID'] === 'string' && actor['ID'] !== '' ? actor['ID'] : text('id', 'ID');
	const action = text('Action', 'status', 'Status');
	const time = given.get('time') ?? given.get('Time');
	const timeNano = given.get('timeNano');
	const name = text('Name');
	return {
		Type: text('Type') ?? 'container',
		...(action === undefined ? {} : {Action: action}),
		...(text('status') === undefined ? {} : {status: text('status') ?? ''}),
		...(id === undefined ? {} : {id}),
		Actor: {
			...(id === undefined ? {} : {ID: id}),
			Attributes: {...(name === undefined ? {} : {name}), ...textsOf(actor['Attributes'] ?? given.get('Attributes'))},
		},
		...(text('scope') === undefined ? {} : {scope: text('scope') ?? ''}),
		...(typeof time === 'number' ? {time} : {}),
		...(typeof timeNano === 'number' ? {timeNano} : {}),
	};
}

function textsOf(value: unknown): Record<string, string> {
	return Object.fromEntries(
		Object.entries(isRecord(value) ? value : {}).flatMap(([name, one]) => (typeof one === 'string' ? [[name, one]] : [])),
	);
}
