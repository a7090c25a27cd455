import {piece, type SafeText, safe} from './safe-text.js';
import {truncateMiddle, truncateStart, widthOf} from './width.js';

/** Columns kept for a path, so that its file name stays visible. */
const leastOfWord = 16;

/**
 * An error message in one line: what failed, why, what to do. Its longest word (usually a path) is shortened first, then what to do, and
 * then what is between the beginning and the reason.
 */
export function truncateError(text: SafeText, width: number): SafeText {
	const whole = withShortWord(text, width);
	if (widthOf(whole) <= width) return whole;
	return truncateMiddle(withShortWord(firstSentence(text), width), width);
}

function withShortWord(text: SafeText, width: number): SafeText {
	const over = widthOf(text) - width;
	if (over <= 0) return text;
	const longest = text.split(' ').reduce((one, other) => (other.length > one.length ? other : one));
	const at = text.indexOf(longest);
	const word = piece(text, at, at + longest.length);
	const short = truncateStart(word, Math.max(leastOfWord, widthOf(word) - over));
	return safe`${piece(text, 0, at)}${short}${piece(text, at + longest.length)}`;
}

/** A dot in a name or a version does not end a sentence. */
function firstSentence(text: SafeText): SafeText {
	const end = text.search(/\. [A-Z]/);
	return end === -1 ? text : piece(text, 0, end + 1);
}
