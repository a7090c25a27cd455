/**
 * Longest value, in UTF-16 units, that is shown and judged: half of the kernel's limit for one argument or variable, so process
 * arguments are hardly ever cut. Labels, log options and the content of a snapshot have no limit.
 *
 * @source execve(2), MAX_ARG_STRLEN
 */
export const MAX_VALUE_LENGTH = 65_536;

/** Longest line of a log or of an error that is examined: messages of programs have a tenth of that. */
export const MAX_LINE_LENGTH = 4000;

/** At most `most` units of the text, and how much is omitted: `abc… (12,345 bytes left out)`. Never half a surrogate pair. */
export function shorten(text: string, most: number): string {
	if (text.length <= most) return text;
	const start = startOf(text, most);
	return `${start}… (${Buffer.byteLength(text.slice(start.length)).toLocaleString('en')} bytes left out)`;
}

/** The first `most` units of the text, which stays safe if it was; one less where that would be half a surrogate pair. */
export const startOf = <Text extends string>(text: Text, most: number): Text =>
	text.slice(0, text.length > most && isHighSurrogate(text.charCodeAt(most - 1)) ? most - 1 : most) as Text;

/** The text, or its start with an ellipsis. */
export const withEllipsis = (text: string, most: number): string => (text.length > most ? `${startOf(text, most)}…` : text);

/** `shorten` for safe text, which stays safe: a slice of it and our own words. */
export const shortened = (text: SafeText, most: number = MAX_VALUE_LENGTH): SafeText => trusted(shorten(text, most));

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

declare const brand: unique symbol;

/**
 * Text that has passed `sanitise()`: no control characters, no escape sequences, no bidi controls, no zero-width characters, no
 * newline. Everything painted, written to a report or sent to the clipboard has this type (architecture, law 1).
 */
export type SafeText = string & {readonly [brand]: true};

/** For literals in our own source, which are safe because we wrote them. Not for expressions with outside data. */
export function trusted(text: string): SafeText {
	return text as SafeText;
}

/** Joins safe parts into safe text: each value is already safe or a number, and the literal parts are our own. */
export function safe(words: TemplateStringsArray, ...values: readonly (SafeText | number)[]): SafeText {
	// Not String.raw, which takes ten times as long: a fleet of 500 needs fifty thousand of these.
	let text = words[0] ?? '';
	for (let index = 0; index < values.length; index += 1) text += `${values[index]}${words[index + 1]}`;
	return text as SafeText;
}

/** A slice of safe text is safe. Cut between characters, not within one. */
export function piece(text: SafeText, start: number, end?: number): SafeText {
	return text.slice(start, end) as SafeText;
}

/**
 * Makes untrusted text safe to paint, write and copy: one line, no control characters, no escape sequences, nothing invisible.
 *
 * A whole escape sequence is removed, not just its ESC, so that no `[31m` stays behind. An unterminated sequence loses only its
 * introducer: what follows stays visible, or a name could hide the rest of its line. Tabs, newlines and unusual spaces become one space;
 * an unpaired surrogate becomes U+FFFD. Idempotent.
 *
 * @source ECMA-48 (C0, C1, CSI, OSC, DCS), Unicode UAX #9 (bidi controls are Cf), UAX #44 (Default_Ignorable_Code_Point)
 */
export function sanitise(text: string): SafeText {
	return isPlain(text) ? trusted(text) : clean(withoutSequences(text));
}

/** The same for multi-line text (logs, PEM, documents); a trailing newline does not start another line. */
export function sanitiseLines(text: string): SafeText[] {
	const lines = withoutSequences(text).split(/\r\n|[\n\r\v\f\x85\u2028\u2029]/);
	if (lines.at(-1) === '') lines.pop();
	return lines.map(line => (isPlain(line) ? trusted(line) : clean(line)));
}

/** Nearly all text of a fleet is printable ASCII; this test keeps 500 containers cheap. */
const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

// The body of a string sequence also stops at any other introducer, which keeps each search linear in the text.
const stringSequence = /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)/g;
const controlSequence = /(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]/g;
const otherSequence = /\x1b[\x20-\x2f]*[\x30-\x7e]/g;

const withoutSequences = (text: string): string =>
	/[\x1b\x80-\x9f]/.test(text) ? text.replace(stringSequence, '').replace(controlSequence, '').replace(otherSequence, '') : text;

function clean(text: string): SafeText {
	const shown = text
		// Before anything is removed: unpaired surrogates must not become neighbours and thereby form a character.
		.replace(/[\p{Cs}\p{Noncharacter_Code_Point}]/gu, '\ufffd')
		.replace(/\r\n|[\t\n\v\f\r\x85\p{Z}]/gu, ' ')
		.replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
		// A stack of combining marks paints over the lines above and below it; no language stacks more than four.
		.replace(/(\p{M}{4})\p{M}+/gu, '$1')
		// A leading mark would combine with whatever is to its left, such as a border; the same after a space, where a line may be broken.
		.replace(/(^| )(?=\p{M})/gu, '$1\u25cc');
	return trusted(shown);
}
