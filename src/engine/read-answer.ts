import {finished, type Readable} from 'node:stream';
import {own} from '../terminal/safe-text.js';
import type {EngineAddress} from './address.js';
import {EngineError, hasCode} from './engine-error.js';
import {cancelled, invalidAnswer} from './failures.js';

/** The most that one answer may weigh: an inspect is 5 kB, the list of 5,000 containers 5 MB. */
export const MAX_ANSWER = 256 * 1024 * 1024;

/** The whole of an answer. Fails with `invalid-answer` where it was cut short. */
export function readAnswer(address: EngineAddress, label: string, answer: Readable, limit = MAX_ANSWER): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	// Not `for await`: an iterator over each of 500 answers costs a tenth of their loading.
	return new Promise((resolve, reject) => {
		answer.on('data', (chunk: Buffer) => {
			chunks.push(chunk);
			size += chunk.length;
			if (size > limit) answer.destroy(new EngineError('invalid-answer', own('the answer is larger than any engine gives')));
		});
		finished(answer, error => {
			if (error) reject(unreadable(address, label, error));
			else resolve(Buffer.concat(chunks).toString('utf8'));
		});
	});
}

function unreadable(address: EngineAddress, label: string, error: Error): EngineError {
	if (error instanceof EngineError) return error;
	return isAbort(error) ? cancelled(error) : invalidAnswer(address, label, 'it was cut short', error);
}

const isAbort = (error: unknown): boolean =>
	hasCode(error, 'ABORT_ERR') || (error instanceof Error && error.name === 'AbortError');
