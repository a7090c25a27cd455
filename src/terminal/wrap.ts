import {graphemesOf} from './graphemes.js';
import {own, type SafeText} from './safe-text.js';
import {truncate, widthOf} from './width.js';

/** Padded on the left to `width` columns, for numbers. */
export function fitRight(text: SafeText, width: number): SafeText {
	const short = truncate(text, width);
	return own(' '.repeat(Math.max(0, width - widthOf(short))) + short);
}

/** Breaks at spaces into lines of at most `width` columns; a word that is longer than a line is broken where it must. */
export function wrap(text: SafeText, width: number): readonly SafeText[] {
	if (width < 4 || widthOf(text) <= width) return [text];
	const lines: SafeText[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (widthOf(own(longer)) <= width) {
			line = longer;
			continue;
		}
		if (line !== '') lines.push(own(line));
		const pieces = pieceUp(word, width);
		lines.push(...pieces.slice(0, -1).map(own));
		line = pieces.at(-1) ?? '';
	}
	return line === '' ? lines : [...lines, own(line)];
}

/** After these a path, an address or a list of flags reads on well. */
const breaks = /[/:,;=@&?]/;

/** One word in pieces that fit, at least one grapheme each; broken after a sign that separates, where one stands in the second half. */
function pieceUp(word: string, width: number): readonly string[] {
	if (widthOf(own(word)) <= width) return [word];
	const pieces: string[] = [];
	let piece = '';
	for (const {segment} of graphemesOf(word)) {
		if (piece !== '' && widthOf(own(piece + segment)) > width) {
			const end = breakOf(piece);
			pieces.push(piece.slice(0, end));
			piece = piece.slice(end);
		}
		piece += segment;
	}
	return [...pieces, piece];
}

function breakOf(piece: string): number {
	for (let end = piece.length; end > piece.length / 2; end -= 1) if (breaks.test(piece[end - 1] ?? '')) return end;
	return piece.length;
}
