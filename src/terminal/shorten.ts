import {own, type SafeText} from './safe-text.js';

/**
 * Longest value, in UTF-16 units, that is shown and judged: half of what the kernel lets one argument or variable have, so what a process
 * can be given is hardly ever cut. Labels, log options and what a snapshot holds have no limit of their own.
 *
 * @source execve(2), MAX_ARG_STRLEN
 */
export const longestValue = 65_536;

/** Longest line of a log or of an error that is looked at: messages of programs are a tenth of it. */
export const longestLine = 4000;

/** At most `most` units of the text, and how much is left out: `abc… (12,345 bytes left out)`. Never half a surrogate pair. */
export function shorten(text: string, most: number): string {
	if (text.length <= most) return text;
	const end = isHighSurrogate(text.charCodeAt(most - 1)) ? most - 1 : most;
	return `${text.slice(0, end)}… (${Buffer.byteLength(text.slice(end)).toLocaleString('en')} bytes left out)`;
}

/** The same for safe text, which stays safe: a piece of it and words of our own. */
export const shortened = (text: SafeText, most: number = longestValue): SafeText => own(shorten(text, most));

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
