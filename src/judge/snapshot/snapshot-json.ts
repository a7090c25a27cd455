import {errorText, sanitise} from '../../base/index.js';
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
	// For short texts the parser gives no position.
	const found = /at position (\d+)/.exec(why)?.[1];
	const end = start + text.slice(start, part.end).trimEnd().length;
	const at = found === undefined ? null : start + Number(found);
	const isCut = /end of JSON input|Unterminated/.test(why) || (at !== null && at >= end);
	const offset = isCut ? end : at;
	const place = offset === null ? '' : `:${lineAndColumn(text, offset)}`;
	const what = end === 0 ? 'the file is empty' : isCut ? 'the JSON ends too early: the file is truncated' : 'this is not JSON';
	return new SnapshotError(sanitise(`${name}${place}: ${what}`), {cause: error});
}

function lineAndColumn(text: string, offset: number): string {
	const before = text.slice(0, offset).split('\n');
	return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

type Place = {readonly start: number; readonly end: number};

/** What opens and closes; a backslash takes the next character with it, and occurs only in strings. */
const token = /\\[\s\S]?|["[\]{}]/g;

/**
 * Where consecutive objects and lists lie in a text, the last one possibly truncated. Empty if there is anything but white
 * space between them: then it is not a sequence. @source RFC 8259 (JSON text); jq(1) reads the same
 */
export function jsonTexts(text: string): readonly Place[] {
	const found: Place[] = [];
	let inString = false;
	let depth = 0;
	let start = 0;
	let last = 0;
	for (const {0: sign, index} of text.matchAll(token)) {
		if (depth === 0) {
			if (!/^[[{]$/.test(sign) || text.slice(last, index).trim() !== '') return [];
			start = index;
		}
		if (sign === '"') inString = !inString;
		if (inString || sign === '"' || sign.startsWith('\\')) continue;
		depth += sign === '{' || sign === '[' ? 1 : -1;
		if (depth > 0) continue;
		last = index + 1;
		found.push({start, end: last});
	}
	if (depth > 0) return [...found, {start, end: text.length}];
	return text.slice(last).trim() === '' ? found : [];
}
