import {type SafeText, truncate, trusted, widthOf} from '../../base/index.js';

/** Left-aligned columns, two spaces apart; the last one is cut to the width. */
export function columns(rows: readonly (readonly string[])[], width: number): string[] {
	const widths = columnWidths(rows);
	return rows.map(row => {
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
