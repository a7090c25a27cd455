import {type SafeText, truncate, trusted, widthOf} from '../src/base/index.js';
import type {Tone} from '../src/tui/index.js';

/** A run of one style in a line: a tone of the theme, and modifiers for selection and state. */
export type Part = {
	readonly text: SafeText;
	readonly tone?: Tone | undefined;
	readonly bold?: boolean;
	readonly dim?: boolean;
	readonly inverse?: boolean;
};

/** A line of `columns`: parts from the left, cut before those on the right. */
export function splitLine(columns: number, left: readonly Part[], right: readonly Part[] = []): readonly Part[] {
	const reserved = widthOfParts(right);
	const shown = cutParts(left, columns - reserved - (reserved > 0 ? 1 : 0));
	const gap: Part = {text: trusted(' '.repeat(Math.max(0, columns - widthOfParts(shown) - reserved)))};
	return [...shown, gap, ...right];
}

/** Total width of the parts. */
export const widthOfParts = (parts: readonly Part[]): number => parts.reduce((sum, {text}) => sum + widthOf(text), 0);

/** The parts that fit, the last one cut. */
export function cutParts(parts: readonly Part[], width: number): readonly Part[] {
	let room = width;
	return parts.flatMap(part => {
		if (room <= 0) return [];
		const text = truncate(part.text, room);
		room -= widthOf(text);
		return [{...part, text}];
	});
}
