import {type Part, splitLine} from './line.js';
import {Parts} from './Parts.js';

/** One line: parts from the left, cut before those on the right. */
export function Split({columns, left, right}: {columns: number; left: readonly Part[]; right: readonly Part[]}) {
	return <Parts parts={splitLine(columns, left, right)} />;
}
