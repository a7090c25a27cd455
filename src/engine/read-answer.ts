import {finished, type Readable} from 'node:stream';
import {hasCode} from '../terminal/has-code.js';
import {type SafeText, safe, sanitise} from '../terminal/safe-text.js';
import {cancelled, EngineError, invalidAnswer} from './engine-error.js';

const MB = 1024 * 1024;
/** Bytes of one answer: an inspect has 5 kB, and 16 MB are parsed in a fraction of a second. */
const MAX_ANSWER = 16 * MB;
/** The list of 5,000 containers has 5 MB. */
export const MAX_LIST = 64 * MB;
/** No engine nests deeper than this, and recursive code would overflow the stack on a deeper value. */
const MAX_DEPTH = 200;

/** The whole answer as text. @param endpoint  of the engine, for errors @throws EngineError `invalid-answer` when it is truncated, or larger than `limit` bytes */
export const readAnswer = async (endpoint: SafeText, label: string, answer: Readable, limit = MAX_ANSWER): Promise<string> =>
	(await readBytes(endpoint, label, answer, limit)).toString('utf8');

/** The whole answer. @throws EngineError as `readAnswer` does */
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
