import {errorText} from '../terminal/error-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {SnapshotError} from './snapshot-error.js';

/** The JSON of a file, or its lines where each is an object of its own. @throws SnapshotError with line and column */
export function parseSnapshotJson(text: string, name: string): unknown {
	try {
		const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
		return value;
	} catch (error) {
		const lines = jsonLines(text);
		if (lines !== null) return lines;
		const why = errorText(error);
		// Of short texts the parser tells no position.
		const found = /at position (\d+)/.exec(why)?.[1];
		const end = text.trimEnd().length;
		const isCut = /end of JSON input|Unterminated/.test(why) || (found !== undefined && Number(found) >= end);
		const offset = isCut ? end : found === undefined ? null : Number(found);
		const place = offset === null ? '' : `:${lineAndColumn(text, offset)}`;
		const what = end === 0 ? 'the file is empty' : isCut ? 'the JSON ends too early: the file is cut short' : 'this is no JSON';
		throw new SnapshotError(sanitise(`${name}${place}: ${what}`), {cause: error});
	}
}

/** One object a line, as `docker inspect --format '{{json .}}'` writes them; `null` when it is anything else. */
function jsonLines(text: string): readonly unknown[] | null {
	const lines = text
		.replace(/^\uFEFF/, '')
		.split('\n')
		.filter(line => line.trim() !== '');
	if (lines.length < 2 || !lines.every(line => /^\s*\{.*\}\s*$/.test(line))) return null;
	try {
		return lines.map((line): unknown => JSON.parse(line));
	} catch {
		// Then the message about the whole says where.
		return null;
	}
}

function lineAndColumn(text: string, offset: number): string {
	const before = text.slice(0, offset).split('\n');
	return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
