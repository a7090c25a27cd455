import {fitRight, fitTo, type SafeText, severities, trusted, widthOf} from '../../../base/index.js';
import type {Line, Page, Table, Tone} from './page.js';

export const columnGap = 2;

/** Which columns are shown in `width`, and how wide each is. */
export type Layout = {readonly shown: readonly number[]; readonly widths: readonly number[]};

const narrowest = 6;
/** At which most columns can be read. */
const usual = 24;

const layouts = new WeakMap<Table, {readonly width: number; readonly layout: Layout}>();

/** Kept for the width asked last: a table of 20,000 rows is measured once, not whenever it is drawn at another place. */
export function layOut(table: Table, width: number): Layout {
	const known = layouts.get(table);
	if (known?.width === width) return known.layout;
	const layout = measure(table, width);
	layouts.set(table, {width, layout});
	return layout;
}

/** Decides beforehand how a table is laid out in that width. */
export function keepLayout(table: Table, width: number, layout: Layout): void {
	layouts.set(table, {width, layout});
}

const rowWidths = new WeakMap<readonly SafeText[], readonly number[]>();

/** Kept with the cells: a table that is filtered is another one of the same rows. */
function widthsOf(row: readonly SafeText[]): readonly number[] {
	const known = rowWidths.get(row);
	if (known !== undefined) return known;
	const widths = row.map(widthOf);
	rowWidths.set(row, widths);
	return widths;
}

/** Columns that may go are dropped until the rest fits at a readable width; then the widest ones give way, evenly. */
function measure(table: Table, width: number): Layout {
	let shown = table.columns.map((_, index) => index);
	const natural = table.columns.map(({title}) => widthOf(title));
	for (const row of table.rows) {
		const widths = widthsOf(row);
		for (let index = 0; index < natural.length; index++) natural[index] = Math.max(natural[index] ?? 0, widths[index] ?? 0);
	}
	const widthIn = (index: number, most: number) =>
		table.columns[index]?.whole ? (natural[index] ?? 0) : Math.min(natural[index] ?? 0, most);
	const readable = (index: number) => widthIn(index, Math.max(usual, table.columns[index]?.least ?? 0));
	const sum = (columns: readonly number[], widthAt: (index: number) => number) =>
		columns.reduce((all, index) => all + widthAt(index) + columnGap, -columnGap);

	const droppable = table.columns
		.map(({drop}, index) => ({index, drop: drop ?? 0}))
		.filter(({drop}) => drop > 0)
		.toSorted((a, b) => b.drop - a.drop);
	for (const {index} of droppable) {
		if (sum(shown, readable) <= width) break;
		shown = shown.filter(other => other !== index);
	}

	let most = Math.max(narrowest, ...natural);
	while (most > narrowest && sum(shown, index => widthIn(index, most)) > width) most -= 1;
	const widths = shown.map(index => widthIn(index, most));
	return {
		shown,
		widths: giveSlack(
			widths,
			shown.map(index => natural[index] ?? 0),
			width,
		),
	};
}

/** Columns that were cut get back, from the left, what the others leave free. */
function giveSlack(widths: readonly number[], natural: readonly number[], width: number): readonly number[] {
	let slack = width - widths.reduce((sum, one) => sum + one + columnGap, -columnGap);
	return widths.map((one, index) => {
		const more = Math.max(0, Math.min(slack, (natural[index] ?? 0) - one));
		slack -= more;
		return one + more;
	});
}

/** The page as plain text: what `C` copies and what a file gets. */
export function pageText(page: Page, width = 200): SafeText {
	const layouts = new Map<Table, Layout>();
	return trusted(page.lines.map(line => lineText(line, layouts, width).trimEnd()).join('\n'));
}

function lineText(line: Line, layouts: Map<Table, Layout>, width: number): string {
	if (line.kind === 'text') return line.spans.map(span => span.text).join('');
	const layout = layouts.get(line.table) ?? layOut(line.table, width);
	layouts.set(line.table, layout);
	const cells = line.row < 0 ? line.table.columns.map(({title}) => title) : (line.table.rows[line.row] ?? []);
	return layout.shown
		.map((column, index) => cellText(cells[column] ?? trusted(''), layout.widths[index] ?? 0, line.table.columns[column]?.align))
		.join(' '.repeat(columnGap));
}

/** Exactly as wide as its column. */
export function cellText(text: SafeText, width: number, align?: 'right'): SafeText {
	return align === 'right' ? fitRight(text, width) : fitTo(text, width);
}

/** A cell that begins with a severity is coloured by it: ink-table gives a cell its column and its text, nothing else. */
export function toneOfCell(text: string): Tone | undefined {
	const word = /^(\w+)(?::|\s*$)/.exec(text)?.[1];
	if (word === 'ok') return 'ok';
	return severities.find(severity => severity === word);
}
