import {graphemesOf} from './graphemes.js';
import {widthOfGrapheme} from './width.js';

const twins: Readonly<Record<string, string>> = {
	'─': '-',
	'│': '|',
	'…': '~',
	'▌': '>',
	'▏': '_',
	'●': '*',
	'✦': '+',
	'◇': 'o',
	'‹': '<',
	'›': '>',
	'→': '>',
	'↔': '=',
	'↑': '^',
	'↓': 'v',
	'▲': '^',
	'▼': 'v',
	'·': '-',
	'–': '-',
	'×': 'x',
	'≤': '<',
	'≥': '>',
	'✓': 'y',
	'✗': 'x',
	'•': '*',
	'▁': '_',
	'▂': '.',
	'▃': '-',
	'▄': '=',
	'▅': '+',
	'▆': '*',
	'▇': '#',
	'█': '@',
};

/**
 * The same in ASCII, column by column, for a terminal whose locale is not UTF-8: our own symbols have an ASCII counterpart, everything else
 * becomes as many `?` as it had columns. Escape sequences are ASCII and pass through.
 */
export function toAscii(text: string): string {
	if (/^[\x00-\x7f]*$/.test(text)) return text;
	let ascii = '';
	for (const {segment} of graphemesOf(text))
		ascii += /^[\x00-\x7f]+$/.test(segment) ? segment : (twins[segment] ?? '?'.repeat(widthOfGrapheme(segment)));
	return ascii;
}
