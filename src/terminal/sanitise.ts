import {own, type SafeText} from './safe-text.js';

/**
 * Makes outside text fit to be painted, written and copied: one line, no control character, no escape sequence, nothing invisible.
 *
 * A whole escape sequence goes, not its ESC alone, so that no `[31m` stays behind. A sequence without an end loses its introducer
 * only: what follows stays visible, or a name could hide the rest of its line. Tab, newline and every odd blank become one space;
 * half a surrogate pair becomes U+FFFD. Applying it twice changes nothing.
 *
 * @source ECMA-48 (C0, C1, CSI, OSC, DCS), Unicode UAX #9 (bidi controls are Cf), UAX #44 (Default_Ignorable_Code_Point)
 */
export function sanitise(text: string): SafeText {
	return isPlain(text) ? own(text) : clean(withoutSequences(text));
}

/** The same for text of several lines (logs, PEM, documents); a newline at the end begins no further line. */
export function sanitiseLines(text: string): SafeText[] {
	const lines = withoutSequences(text).split(/\r\n|[\n\r\v\f\x85\u2028\u2029]/);
	if (lines.at(-1) === '') lines.pop();
	return lines.map(line => (isPlain(line) ? own(line) : clean(line)));
}

/** Nearly all text of a fleet is printable ASCII; this test is what keeps 500 containers cheap. */
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

// The body of a string sequence stops at any other introducer too: thus each search is linear in the text.
const stringSequence = /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)/g;
const controlSequence = /(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]/g;
const otherSequence = /\x1b[\x20-\x2f]*[\x30-\x7e]/g;

const withoutSequences = (text: string): string =>
	/[\x1b\x80-\x9f]/.test(text) ? text.replace(stringSequence, '').replace(controlSequence, '').replace(otherSequence, '') : text;

function clean(text: string): SafeText {
	const shown = text
		// Before anything is taken out: two halves of different pairs must not become neighbours and thereby a character.
		.replace(/[\p{Cs}\p{Noncharacter_Code_Point}]/gu, '\ufffd')
		.replace(/\r\n|[\t\n\v\f\r\x85\p{Z}]/gu, ' ')
		.replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
		// A pile of combining marks paints over the lines above and below it; no language stacks more than four.
		.replace(/(\p{M}{4})\p{M}+/gu, '$1')
		// A mark in front would join whatever stands to its left, a border say; behind a blank too, where a line may be broken.
		.replace(/(^| )(?=\p{M})/gu, '$1\u25cc');
	return own(shown);
}
