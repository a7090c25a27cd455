import {StringDecoder} from 'node:string_decoder';
import type {EngineEvent} from '../answers/index.js';
import {isRecord} from '../answers/is-record.js';
import {hasCode} from '../lib/has-code.js';
import type {SafeText} from '../text/safe-text.js';
import {invalidAnswer} from './engine-error.js';

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
