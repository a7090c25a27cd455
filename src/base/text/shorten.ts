import {type SafeText, trusted} from './safe-text.js';

/**
 * Longest value, in UTF-16 units, that is shown and judged: half of the kernel's limit for one argument or variable, so process
 * arguments are hardly ever cut. Labels, log options and the content of a snapshot have no limit.
 *
 * @source execve(2), MAX_ARG_STRLEN
 */
export const longestValue = 65_536;

/** Longest line of a log or of an error that is examined: messages of programs have a tenth of that. */
export const longestLine = 4000;

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
export const shortened = (text: SafeText, most: number = longestValue): SafeText => trusted(shorten(text, most));

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
