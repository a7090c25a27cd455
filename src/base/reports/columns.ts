import {toAscii} from '../text/ascii.js';
import {type SafeText, trusted} from '../text/safe-text.js';
import {truncate, widthOf} from '../text/width.js';

export type TableStyle = {
	/** Columns; a pipe has no width and gets whole lines. */
	readonly width: number;
	readonly color: boolean;
	readonly ascii: boolean;
};

/**
 * Left-aligned columns, two spaces apart; the last one is cut to the width.
 *
 * @param limits  the most that a column takes; without one it is as wide as its widest cell
 */
export function columns(rows: readonly (readonly string[])[], width: number, limits: readonly number[] = []): string[] {
	const limited = limits.length === 0 ? rows : rows.map(row => row.map((cell, column) => clip(cell, limits[column] ?? 0)));
	const widths = columnWidths(limited);
	return limited.map(row => {
		const cells = row.map((cell, column) =>
			column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - widthOf(trusted(cell))),
		);
		return clip(cells.join('  ').trimEnd(), width);
	});
}

/** The width of each column: that of its widest cell. */
export function columnWidths(rows: readonly (readonly string[])[]): number[] {
	const count = largest(rows.map(row => row.length));
	return Array.from({length: count}, (_, column) => largest(rows.map(row => widthOf(trusted(row[column] ?? '')))));
}

/** Not `Math.max(...)`, which takes a hundred thousand arguments and no more. */
const largest = (numbers: readonly number[]): number => numbers.reduce((most, one) => Math.max(most, one), 0);

export const isBounded = (width: number): boolean => Number.isFinite(width) && width > 0;

/** Cut to the width, if it is finite. */
export const clip = (text: string, width: number): SafeText | string =>
	isBounded(width) ? truncate(trusted(text), width) : text;

/** In the terminal's character set: ASCII if its locale is not UTF-8. */
export const inLetters = (text: string, {ascii}: Pick<TableStyle, 'ascii'>): string => (ascii ? toAscii(text) : text);
