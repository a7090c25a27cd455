import {piece, type SafeText, truncate, trusted, widthOf, wrap} from '../../../base/index.js';
import type {Line, Page, Span, Table, TableLine, TextLine} from './page.js';
import {keepLayout, layOut} from './table.js';

/** A cell takes no more lines than that: a Java class path would fill the page. */
const MAX_LINES = 6;

/**
 * The page with every line that is wider than the screen broken over several, and every cell that its column would cut; the first of
 * them is the one that can be selected. Copies and files are made from the page as it was.
 */
export function fitPage(page: Page, width: number): Page {
	const fitted = new Map<Table, FittedTable>();
	return {
		lines: page.lines.flatMap(line => {
			if (line.kind === 'text') return wrapLine(line, width);
			if (line.table.oneLine) return [line];
			const table = fitted.get(line.table) ?? fitTable(line.table, width);
			fitted.set(line.table, table);
			return tableLines(line, table);
		}),
	};
}

/** Columns; a shorter beginning of a word says nothing. */
const shortestPiece = 12;

function wrapLine(line: TextLine, width: number): readonly Line[] {
	if (line.spans.reduce((sum, {text}) => sum + widthOf(text), 0) <= width) return [line];
	const indent = trusted(' '.repeat(hangingIndent(line.spans, width)));
	const lines: Span[][] = [[]];
	let used = 0;
	let begun = false;
	const newLine = () => {
		lines.push(withoutBlankEnd(lines.pop() ?? []), [{text: indent}]);
		used = indent.length;
		begun = false;
	};
	const put = (text: SafeText, tone: Span['tone']) => {
		lines.at(-1)?.push(tone ? {text, tone} : {text});
		used += widthOf(text);
		begun ||= text.trim() !== '';
	};
	for (const {text, tone} of line.spans)
		for (const word of text.match(/\s+|\S+(?: &&)? \\$|\S+\s*/g) ?? []) {
			const bare = trusted(word.trimEnd());
			const needed = widthOf(bare);
			// One that no line could hold is broken where it stands.
			if (begun && used + needed > width && (needed <= width - indent.length || width - used < shortestPiece)) newLine();
			const pieces = piecesOf(
				bare,
				Math.max(shortestPiece, Math.min(width - used, width - indent.length)),
				width - indent.length,
			);
			for (const [index, piece] of pieces.entries()) {
				if (index > 0) newLine();
				put(index === pieces.length - 1 ? trusted(piece + word.slice(bare.length)) : piece, tone);
			}
		}
	lines.push(withoutBlankEnd(lines.pop() ?? []));
	return lines.map((spans, index) => (index === 0 && line.item ? {kind: 'text', spans, item: line.item} : {kind: 'text', spans}));
}

/** What ends a line of a command that goes on stays with the last of its words: on its own line, a `\` reads as if one were missing. */
const continuation = /(?: &&)? \\$/;

/** @param room  columns that are left of the line that it begins on; those that follow have all of theirs */
function piecesOf(word: SafeText, room: number, width: number): readonly SafeText[] {
	const end = continuation.exec(word)?.[0] ?? '';
	const whole = trusted(word.slice(0, word.length - end.length));
	const [first = whole] = wrap(whole, room - end.length);
	if (first.length === whole.length) return [word];
	const rest = wrap(trusted(whole.slice(first.length)), width - end.length);
	return [first, ...rest.slice(0, -1), trusted(`${rest.at(-1) ?? ''}${end}`)];
}

/** A blank that ends one part may be followed by parts of only blanks: none of them may be what makes the line too wide. */
function withoutBlankEnd(spans: readonly Span[]): Span[] {
	const end = spans.findLastIndex(({text}) => text.trim() !== '');
	return spans.slice(0, end + 1).map((span, index) => (index === end ? {...span, text: trusted(span.text.trimEnd())} : span));
}

/**
 * Under the last part where what is before it is a short label, else a little further in than the line began. A part that is itself set in,
 * as the lines of a command are, goes on a little further in too.
 */
function hangingIndent(spans: readonly Span[], width: number): number {
	const before = trusted(
		spans
			.slice(0, -1)
			.map(({text}) => text)
			.join(''),
	);
	const label = before.trim() === '' ? 0 : widthOf(before);
	if (label > 0 && label <= Math.min(26, width / 3)) {
		const inset = blanksBefore(spans.at(-1)?.text ?? '');
		return label + (inset === 0 ? 0 : inset + 2);
	}
	return Math.min(blanksBefore(spans.map(({text}) => text).join('')) + 2, Math.floor(width / 3));
}

const blanksBefore = (text: string): number => text.length - text.trimStart().length;

/** `rows[i]` are the lines in the new table that row `i` of the old one has become. */
type FittedTable = {readonly table: Table; readonly rows: readonly (readonly number[])[]};

function fitTable(table: Table, width: number): FittedTable {
	const layout = layOut(table, width);
	const rows: (readonly SafeText[])[] = [];
	const places: number[][] = [];
	for (const row of table.rows) {
		const cells = row.map((cell, column) => {
			const shown = layout.shown.indexOf(column);
			return shown === -1
				? [cell]
				: atMost(
						MAX_LINES,
						wrap(beginningOf(cell, layout.widths[shown] ?? 0), layout.widths[shown] ?? 0),
						layout.widths[shown] ?? 0,
					);
		});
		const height = Math.max(1, ...cells.map(({length}) => length));
		places.push(Array.from({length: height}, (_, line) => rows.length + line));
		for (let line = 0; line < height; line += 1) rows.push(cells.map(parts => parts[line] ?? trusted('')));
	}
	const fitted = {...table, rows};
	// Shorter cells would ask for other columns: what was decided for the whole ones stays.
	keepLayout(fitted, width, layout);
	return {table: fitted, rows: places};
}

/** As much of a cell as fits its lines, and a margin: the rest would be broken into lines that are never shown. */
const beginningOf = (cell: SafeText, width: number): SafeText =>
	cell.length <= 1000 ? cell : piece(cell, 0, Math.max(1000, (MAX_LINES + 2) * width * 16));

function atMost(count: number, lines: readonly SafeText[], width: number): readonly SafeText[] {
	if (lines.length <= count) return lines;
	const last = trusted(`${lines[count - 1] ?? ''} ${lines[count] ?? ''}`);
	return [...lines.slice(0, count - 1), truncate(last, width)];
}

function tableLines({row, item}: TableLine, {table, rows}: FittedTable): readonly Line[] {
	if (row < 0) return [{kind: 'table', table, row}];
	return (rows[row] ?? []).map((place, index) =>
		index === 0 && item ? {kind: 'table', table, row: place, item} : {kind: 'table', table, row: place},
	);
}
