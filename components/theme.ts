import type {Grade} from '../src/judge/index.js';
import type {Tone} from '../src/tui/index.js';
import type {Part} from './line.js';

/** Props for Ink's Text; absent ones use the terminal's default, so that light and dark themes both work. */
export type Style = {readonly color?: string; readonly bold?: boolean; readonly dimColor?: boolean; readonly inverse?: boolean};

export type Styles = Readonly<Record<Tone, Style>>;

/** Only the terminal's own 16 colours; low is cyan, since plain blue is unreadable on black. */
export const terminalStyles: Styles = {
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

export const tones = Object.keys(terminalStyles).filter((name): name is Tone => Object.hasOwn(terminalStyles, name));

/** The terminal's own colours, or colours chosen for a dark or a light background. */
export const themeNames = ['terminal', 'dark', 'light'] as const;
export type ThemeName = (typeof themeNames)[number];

/** Readable on `backgrounds`: WCAG 2.2, 1.4.3 asks for 4.5:1. */
const themed: Readonly<Record<Exclude<ThemeName, 'terminal'>, Readonly<Partial<Record<Tone, string>>>>> = {
	dark: {
		critical: '#ff7b72',
		high: '#ff9e80',
		medium: '#f2cc60',
		low: '#79c0ff',
		ok: '#7ee787',
		info: '#a8b1bb',
		muted: '#a8b1bb',
	},
	light: {
		critical: '#b00020',
		high: '#b93815',
		medium: '#7a5600',
		low: '#0b5fb0',
		ok: '#1a6b34',
		info: '#59636e',
		muted: '#59636e',
	},
};

/** The styles of a theme with the user's colours. A tone with a colour is not dimmed as well: its contrast is known. */
export function stylesOf(name: ThemeName, colors: Readonly<Partial<Record<Tone, string>>>): Styles {
	if (name === 'terminal' && Object.keys(colors).length === 0) return terminalStyles;
	const chosen = {...(name === 'terminal' ? {} : themed[name]), ...colors};
	const all = tones.map(tone => {
		const {dimColor, ...rest} = terminalStyles[tone];
		const color = chosen[tone];
		return [tone, color === undefined ? terminalStyles[tone] : {...rest, color}] as const;
	});
	return {...terminalStyles, ...Object.fromEntries(all)};
}

export type Theme = {readonly color: boolean; readonly styles?: Styles};

/** The style of a tone; without colour, weight and words remain. */
export function styleOf(tone: Tone | undefined, {color, styles = terminalStyles}: Theme): Style {
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

/** Each has an ASCII counterpart of the same width: see `src/base/text/ascii.ts`. */
export const glyphs = {
	rule: '─',
	border: '│',
	selected: '▌',
	marked: '●',
	changed: '◇',
	worse: '✦',
	back: '‹',
	up: '▲',
	down: '▼',
} as const;
