import {nearest, quoted} from '../src/base/index.js';
import type {ThemeName} from './theme.js';

/** Names of the terminal's 16 colours, as Ink takes them. @source chalk, foreground colours */
export const colorNames = [
	...['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white', 'gray'],
	...['redBright', 'greenBright', 'yellowBright', 'blueBright', 'magentaBright', 'cyanBright', 'whiteBright'],
];

/** The lightest dark background, and the darkest light one, that the themes are made for. */
export const backgrounds = {dark: '#1e1e1e', light: '#f6f6f6'} as const;

/** @source WCAG 2.2, 1.4.3 Contrast (Minimum) */
export const leastContrast = 4.5;

/** Why a colour cannot be used with a theme; `null` when it can. How the terminal shows its own 16 colours is not known. */
export function colorProblem(color: string, theme: ThemeName): string | null {
	if (colorNames.includes(color)) return null;
	if (!/^#[\da-f]{6}$/i.test(color))
		return `${quoted(color)} is not a colour${nearest(color, colorNames)}: write "#rrggbb", or one of ${colorNames.join(', ')}`;
	if (theme === 'terminal') return null;
	const contrast = contrastOf(color, backgrounds[theme]);
	if (contrast >= leastContrast) return null;
	return `${quoted(color)} has a contrast of ${contrast.toFixed(1)}:1 on a ${theme} background; at least ${leastContrast}:1 is readable`;
}

/** 1 (the same) to 21 (black on white), of two `#rrggbb`. @source WCAG 2.2, contrast ratio */
export function contrastOf(one: string, other: string): number {
	const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
	return (lighter + 0.05) / (darker + 0.05);
}

/** @source WCAG 2.2, relative luminance */
function luminance(color: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
		const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
