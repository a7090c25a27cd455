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

const graphemes = new Intl.Segmenter('en', {granularity: 'grapheme'});

/** One word in pieces that fit, at least one grapheme each. */
function pieceUp(word: string, width: number): readonly string[] {
	if (widthOf(own(word)) <= width) return [word];
	const pieces: string[] = [];
	let piece = '';
	for (const {segment} of graphemes.segment(word)) {
		if (piece !== '' && widthOf(own(piece + segment)) > width) {
			pieces.push(piece);
			piece = '';
		}
		piece += segment;
	}
	return [...pieces, piece];
}
