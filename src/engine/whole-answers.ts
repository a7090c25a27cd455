import {own} from '../terminal/safe-text.js';
import {EngineError} from './engine-error.js';
import type {WholeAnswer} from './kept-connection.js';
import {type ResponseHead, type ResponseParser, responseParser} from './response-parser.js';

export type WholeAnswers = ResponseParser & {
	/** Whether the head of an answer has come whose end has not. */
	hasHead(): boolean;
	/** Lets go of what has come of an answer. */
	forget(): void;
};

/**
 * Puts the answers of one connection together, each whole.
 *
 * @param most  bytes of a body: a larger one is a problem that `parse` returns
 * @param onAnswer  `staysOpen`: whether another question may follow on the same connection
 */
export function wholeAnswers(most: number, onAnswer: (answer: WholeAnswer, staysOpen: boolean) => void): WholeAnswers {
	let head: ResponseHead | null = null;
	let parts: Buffer[] = [];
	let size = 0;
	const parser = responseParser({
		onHead(answer) {
			head = answer;
		},
		onBody(part) {
			parts.push(part);
			size += part.length;
			if (size > most) throw new EngineError('invalid-answer', own('the answer is larger than any engine gives'));
		},
		onEnd() {
			if (head === null) return;
			const {status, headers, staysOpen} = head;
			const text = (parts.length === 1 ? parts[0] : Buffer.concat(parts))?.toString('utf8') ?? '';
			forget();
			onAnswer({status, headers, text}, staysOpen);
		},
	});
	return {...parser, hasHead: () => head !== null, forget};

	function forget(): void {
		head = null;
		parts = [];
		size = 0;
	}
}
