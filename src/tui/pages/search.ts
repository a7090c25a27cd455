import {piece, type SafeText} from '../../base/index.js';
import type {Line, Page} from './layout/page.js';
import {layOut} from './layout/table.js';

/** Beyond this a search is not continued: no one steps through more. */
const MAX_MATCHES = 10_000;

/**
 * What was typed as a pattern: literal, regardless of case. `null` for nothing. Case is folded by the expression and not by `toLowerCase()`,
 * which changes the length of some text ('İ'), so that positions would be wrong.
 */
export function searchPattern(text: string): RegExp | null {
	return text === '' ? null : new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
}

let last: {readonly page: Page; readonly text: string; readonly width: number; readonly found: readonly number[]} | null = null;

/**
 * Positions of the lines that contain the text, at most 10,000. Of a table only the columns that are shown in that width count.
 *
 * @param width columns of the page
 */
export function matchingLines(page: Page, text: string, width: number): readonly number[] {
	if (last?.page === page && last.text === text && last.width === width) return last.found;
	const pattern = searchPattern(text);
	const found: number[] = [];
	for (let at = 0; pattern !== null && at < page.lines.length && found.length < MAX_MATCHES; at += 1) {
		const line = page.lines[at];
		if (line && textsOf(line, width).some(one => one.search(pattern) !== -1)) found.push(at);
	}
	last = {page, text, width, found};
	return found;
}

/** The texts of a line within which a match lies: a whole line of prose, a cell of a table. */
function textsOf(line: Line, width: number): readonly string[] {
	if (line.kind === 'text') return [line.spans.map(({text}) => text).join('')];
	const {table, row} = line;
	const cells = row < 0 ? table.columns.map(({title}) => title) : (table.rows[row] ?? []);
	return layOut(table, width).shown.map(column => cells[column] ?? '');
}

export type Piece = {readonly text: SafeText; readonly found: boolean};

/** The text in pieces: those that match, and those between them. Joined they are the text. */
export function searchPieces(text: SafeText, pattern: RegExp | null): readonly Piece[] {
	if (pattern === null) return [{text, found: false}];
	const pieces: Piece[] = [];
	let end = 0;
	const until = (to: number, found: boolean) => {
		if (to > end) pieces.push({text: piece(text, end, to), found});
		end = to;
	};
	for (const {index, 0: match} of text.matchAll(pattern)) {
		until(index, false);
		until(index + match.length, true);
	}
	until(text.length, false);
	return pieces;
}
