import {graphemesOf} from './graphemes.js';
import {type SafeText, trusted} from './safe-text.js';

/**
 * How many columns of a terminal the text takes; East Asian ambiguous characters count as narrow, as in Ink.
 *
 * Ink's own string-width segments whatever is not ASCII, `…` and `●` too, in one piece: the cells of 500 rows take thirty times as much
 * processor time, a long text takes the square of its length (test/growth), and to load it takes 30 ms.
 */
export function widthOf(text: SafeText): number {
	if (isNarrow(text)) return text.length;
	let width = 0;
	for (const {segment} of graphemesOf(text)) width += widthOfGrapheme(segment);
	return width;
}

/** The most that fits in a column, in UTF-16 units: an emoji or a letter with four marks takes six. */
const unitsPerColumn = 16;

/** Whether the text takes at most `width` columns; a longer one is not measured to its end. */
export const fits = (text: SafeText, width: number): boolean =>
	text.length <= Math.max(1, width) * unitsPerColumn && widthOf(text) <= width;

/**
 * The text cut to at most `width` columns with an ellipsis as the last; cut only between graphemes, so that neither a wide character nor
 * a letter with its accent is split. The result may be a column short when a wide character did not fit.
 */
export function truncate(text: SafeText, width: number): SafeText {
	if (width <= 0) return trusted('');
	return fits(text, width) ? text : join(leading(text, width - 1), '…');
}

/** The end of the text, where the cursor is: what does not fit is cut at the start. */
export function truncateStart(text: SafeText, width: number): SafeText {
	if (fits(text, width)) return text;
	const end = text.slice(-Math.max(1, width) * unitsPerColumn);
	if (isNarrow(end)) return join('…', width > 1 ? end.slice(1 - width) : '');
	let kept = '';
	let used = 1;
	for (const {segment} of [...graphemesOf(end)].reverse()) {
		used += widthOfGrapheme(segment);
		if (used > width) break;
		kept = segment + kept;
	}
	return join('…', kept);
}

/** For an error message: it begins with what failed and ends with why, so it is cut in between. */
export function truncateMiddle(text: SafeText, width: number): SafeText {
	if (fits(text, width)) return text;
	const lead = join(leading(text, Math.floor(width / 3)), '');
	return join(lead, truncateStart(text, width - widthOf(lead)));
}

/** The text, cut or padded with spaces on the right, so that it takes exactly `width` columns. */
export function fitTo(text: SafeText, width: number): SafeText {
	const cut = truncate(text, width);
	return join(cut, ' '.repeat(Math.max(0, width - widthOf(cut))));
}

/**
 * Latin-1 letters, dashes, quotes, arrows, frames, blocks and U+FFFD, which stands for a broken character: one column per unit, and none
 * combines with another. Covers nearly all text.
 */
const isNarrow = (text: string): boolean =>
	/^[\x20-\x7e\xa1-\xac\xae-\xff\u2010-\u2027\u2190-\u21ff\u2264\u2265\u2500-\u25fc\ufffd]*$/.test(text);

/** Slices of safe text, cut between graphemes, are safe side by side. */
const join = (left: string, right: string): SafeText => trusted(left + right);

function leading(text: SafeText, width: number): string {
	const beginning = text.slice(0, Math.max(1, width) * unitsPerColumn);
	if (isNarrow(beginning)) return beginning.slice(0, Math.max(0, width));
	let used = 0;
	let end = 0;
	for (const {segment, index} of graphemesOf(beginning)) {
		used += widthOfGrapheme(segment);
		if (used > width) break;
		end = index + segment.length;
	}
	return text.slice(0, end);
}

/** Columns of one grapheme: 0 for isolated marks, 2 for wide characters and emoji. */
export function widthOfGrapheme(grapheme: string): number {
	if (isNarrow(grapheme)) return grapheme.length;
	if (/^[\p{Mn}\p{Me}]+$/u.test(grapheme)) return 0;
	if (emoji.test(grapheme)) return 2;
	const [first = '', ...rest] = grapheme;
	// Within one grapheme only spacing marks, kana sound marks and a second leading jamo take additional columns.
	let width: number = widthOfCharacter(first);
	for (const part of rest) if (ownRoom.test(part)) width += widthOfCharacter(part);
	return width;
}

const widthOfCharacter = (character: string): 1 | 2 => (wide.test(character) ? 2 : 1);

/** A lone regional indicator is a narrow letter; a keycap and a base with a skin tone are emoji though their first character is not. */
const emoji = /^(?!\p{Regional_Indicator}$)\p{Emoji_Presentation}|\p{Emoji_Modifier}|^[\d#*]\u20e3$/u;
const ownRoom = /[\p{Mc}\u1100-\u115f\ua960-\ua97c\uff00-\uffef]/u;

/** East Asian Width W and F. @source Unicode 16, EastAsianWidth.txt; emoji have their own property */
const wide =
	/[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u3247\u3250-\ua48c\ua490-\ua4c6\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{16ff6}\u{17000}-\u{18df2}\u{1aff0}-\u{1b2fb}\u{1d300}-\u{1d356}\u{1d360}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u;
