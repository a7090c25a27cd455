import type {Part} from './line.js';
import {type Style, styleOfPart, type Theme} from './theme.js';

/** SGR parameters. @source ECMA-48, 8.3.117 */
const colors: Readonly<Record<string, number>> = {red: 31, green: 32, yellow: 33, cyan: 36};

/** A line as bytes for the terminal, styled as Ink styles the same parts; trailing spaces are omitted. */
export function ansiLine(parts: readonly Part[], theme: Theme): string {
	return parts
		.map(part => styled(part.text, styleOfPart(part, theme)))
		.join('')
		.trimEnd();
}

function styled(text: string, {color, bold, dimColor, inverse}: Style): string {
	const codes = [bold ? 1 : null, dimColor ? 2 : null, inverse ? 7 : null, color === undefined ? null : (colors[color] ?? null)];
	const set = codes.filter(code => code !== null);
	return set.length === 0 || text === '' ? text : `\x1b[${set.join(';')}m${text}\x1b[0m`;
}
