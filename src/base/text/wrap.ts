import {graphemesOf} from './graphemes.js';
import {type SafeText, trusted} from './safe-text.js';
import {fits, truncate, widthOf, widthOfGrapheme} from './width.js';

/** Padded on the left to `width` columns, for numbers. */
export function fitRight(text: SafeText, width: number): SafeText {
	const short = truncate(text, width);
	return trusted(' '.repeat(Math.max(0, width - widthOf(short))) + short);
}

/**
 * Breaks at spaces into lines of at most `width` columns; a word that is longer than a line is broken where necessary. The cost per
 * letter does not grow with the length of the text (test/growth), as it does in wrap-ansi, which also breaks a path anywhere.
 */
export function wrap(text: SafeText, width: number): readonly SafeText[] {
	if (width < 4 || fits(text, width)) return [text];
	const lines: SafeText[] = [];
	let line = '';
	let used = 0;
	for (const word of text.split(' ')) {
		// A word that is longer than a line is measured where it is broken, not before.
		const taken = fits(trusted(word), width) ? widthOf(trusted(word)) : Number.POSITIVE_INFINITY;
		if (line !== '' && used + 1 + taken <= width) {
			line += ` ${word}`;
			used += 1 + taken;
			continue;
		}
		if (line !== '') lines.push(trusted(line));
		const pieces = taken <= width ? [word] : pieceUp(word, width);
		line = pieces.pop() ?? '';
		for (const piece of pieces) lines.push(trusted(piece));
		used = widthOf(trusted(line));
	}
	return line === '' ? lines : [...lines, trusted(line)];
}

/** A path, an address or a list of flags may be broken after these. */
const breaks = /[/:,;=@&?]/;

/** One word in pieces that fit, at least one grapheme each; broken after a separator, if there is one in the second half. */
function pieceUp(word: string, width: number): string[] {
	const pieces: string[] = [];
	let piece = '';
	let used = 0;
	for (const {segment} of graphemesOf(word)) {
		const taken = widthOfGrapheme(segment);
		if (piece !== '' && used + taken > width) {
			const end = breakOf(piece);
			pieces.push(piece.slice(0, end));
			piece = piece.slice(end);
			used = widthOf(trusted(piece));
		}
		piece += segment;
		used += taken;
	}
	return [...pieces, piece];
}

function breakOf(piece: string): number {
	for (let end = piece.length; end > piece.length / 2; end -= 1)
		// A combining mark belongs to the separator before it.
		if (breaks.test(piece[end - 1] ?? '') && !/\p{M}/u.test(piece[end] ?? '')) return end;
	return piece.length;
}
