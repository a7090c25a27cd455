import {errorText} from '../terminal/error-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {jsonTexts} from './json-texts.js';
import {SnapshotError} from './snapshot-error.js';

/**
 * The JSON of a file. Several texts one after the other, as `docker inspect --format '{{json .}}'`, `jq '.[]'` and two commands into one
 * file write them, are one list of what they hold. @throws SnapshotError with line and column
 */
export function parseSnapshotJson(given: string, name: string): unknown {
	const text = given.replace(/^\uFEFF/, '');
	try {
		const value: unknown = JSON.parse(text);
		return value;
	} catch (error) {
		const texts = jsonTexts(text);
		if (texts.length < 2) throw whatIsWrong(error, {text, start: 0, end: text.length}, name);
		return texts.flatMap(({start, end}) => {
			try {
				const value: unknown = JSON.parse(text.slice(start, end));
				return value;
			} catch (cause) {
				throw whatIsWrong(cause, {text, start, end}, name);
			}
		});
	}
}

/** @param part  of the text that was parsed, so that the place is one of the file */
function whatIsWrong(error: unknown, part: {text: string; start: number; end: number}, name: string): SnapshotError {
	const {text, start} = part;
	const why = errorText(error);
	// Of short texts the parser tells no position.
	const found = /at position (\d+)/.exec(why)?.[1];
	const end = start + text.slice(start, part.end).trimEnd().length;
	const at = found === undefined ? null : start + Number(found);
	const isCut = /end of JSON input|Unterminated/.test(why) || (at !== null && at >= end);
	const offset = isCut ? end : at;
	const place = offset === null ? '' : `:${lineAndColumn(text, offset)}`;
	const what = end === 0 ? 'the file is empty' : isCut ? 'the JSON ends too early: the file is cut short' : 'this is no JSON';
	return new SnapshotError(sanitise(`${name}${place}: ${what}`), {cause: error});
}

function lineAndColumn(text: string, offset: number): string {
	const before = text.slice(0, offset).split('\n');
	return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
