import type {Tone} from '../src/pages/layout/page.js';
import type {Grade} from '../src/risk/assessment.js';
import type {Part} from './line.js';

/** Props for Ink's Text; absent ones use the terminal's default, so that light and dark themes both work. */
export type Style = {readonly color?: string; readonly bold?: boolean; readonly dimColor?: boolean; readonly inverse?: boolean};

/** Only the terminal's own 16 colours; low is cyan, since plain blue is unreadable on black. */
const styles: Readonly<Record<Tone, Style>> = {
	critical: {color: 'red', bold: true},
	high: {color: 'red'},
	medium: {color: 'yellow'},
	low: {color: 'cyan'},
	info: {dimColor: true},
	ok: {color: 'green'},
	muted: {dimColor: true},
	strong: {bold: true},
	heading: {bold: true},
};

export type Theme = {readonly color: boolean};

/** The style of a tone; without colour, weight and words remain. */
export function styleOf(tone: Tone | undefined, {color}: Theme): Style {
	if (!tone) return {};
	const style = styles[tone];
	if (color) return style;
	const {color: _, ...rest} = style;
	return rest;
}

/** The style of a part of a line: that of its tone, and its own modifiers. */
export function styleOfPart({tone, bold, dim, inverse}: Part, theme: Theme): Style {
	return {
		...styleOf(tone, theme),
		...(bold ? {bold} : {}),
		...(dim ? {dimColor: dim} : {}),
		...(inverse ? {inverse} : {}),
	};
}

export const gradeTone: Readonly<Record<Grade, Tone>> = {
	A: 'ok',
	B: 'ok',
	C: 'medium',
	D: 'medium',
	E: 'high',
	F: 'critical',
};

/** Each has an ASCII counterpart of the same width: see `src/terminal/ascii.ts`. */
export const glyphs = {rule: '─', border: '│', selected: '▌', marked: '●', changed: '✦', back: '‹', up: '▲', down: '▼'} as const;
