import {type SafeText, safe, trusted} from '../../base/index.js';
import {itemLine, type Line, say} from './layout/page.js';
import type {LogLine} from './page-state.js';

const lines = new WeakMap<LogLine, Line>();

/** A line of a log as a line of a page, the same object each time: a page of thousands of lines is made again for each new one. */
export function logLine(line: LogLine): Line {
	const known = lines.get(line);
	if (known) return known;
	const made = itemLine(
		{copy: line.text},
		say(safe` ${clockOf(line.at)}  `, 'muted'),
		say(line.isError ? 'err  ' : 'out  ', line.isError ? 'high' : 'muted'),
		say(line.text),
	);
	lines.set(line, made);
	return made;
}

/** `14:03:59`, as the engine noted it. */
const clockOf = (at: string | null): SafeText => trusted(at === null ? '        ' : at.slice(11, 19));
