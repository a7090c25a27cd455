import {type SafeText, type Severity, sanitise, shortened, wrap} from '../../../base/index.js';
import type {View} from '../view.js';

/** What a word means, not which colour it has: the theme decides that. */
export type Tone = Severity | 'ok' | 'muted' | 'strong' | 'heading';
export type Span = {readonly text: SafeText; readonly tone?: Tone};

/** A line that can be selected: what `c` copies, what Enter opens, and the name under which a variable can be revealed. */
export type Item = {
	readonly copy: SafeText;
	/** Equal for lines that are about the same, where a page replaces them by newer ones. */
	readonly same?: string;
	readonly open?: View;
	readonly reveal?: string;
	/** Name of the Docker context whose engine Enter opens; `null` the one that was named by its address. */
	readonly engine?: string | null;
	readonly waive?: {readonly rule: string; readonly container: string};
};

export type Column = {
	readonly title: SafeText;
	readonly align?: 'right';
	/** Dropped first where the terminal is narrow: higher goes earlier. */
	readonly drop?: number;
	/** Columns needed to read it, where that is more than usual: others are dropped before it gets narrower. */
	readonly least?: number;
	/** Its words are never broken while others can give way: names that are searched for and typed. */
	readonly whole?: boolean;
};
export type Table = {
	readonly columns: readonly Column[];
	readonly rows: readonly (readonly SafeText[])[];
	/** A row is one line whatever its cells hold, cut with a mark: Enter leads to the rest. */
	readonly oneLine?: boolean;
};

export type Line =
	| {readonly kind: 'text'; readonly spans: readonly Span[]; readonly item?: Item}
	/** `row` is the index in the table, -1 its headings. */
	| {readonly kind: 'table'; readonly table: Table; readonly row: number; readonly item?: Item};

export type TextLine = Extract<Line, {kind: 'text'}>;
export type TableLine = Extract<Line, {kind: 'table'}>;

export type Page = {readonly lines: readonly Line[]};

type Words = string | Span;
/** Strings here are literals in our own source; everything from outside is a span of safe text. */
const spanOf = (words: Words): Span => (typeof words === 'string' ? {text: sanitise(words)} : words);

/** Words with a tone. */
export const say = (text: SafeText | string, tone?: Tone): Span => (tone ? {text: shown(text), tone} : {text: shown(text)});

/** A hundred lines of one text are more than anyone reads, and the page is laid out again for each key. Copies use the whole text. */
const MAX_SHOWN_LENGTH = 8192;
const shown = (text: string): SafeText => shortened(sanitise(text), MAX_SHOWN_LENGTH);
export const line = (...words: readonly Words[]): Line => ({kind: 'text', spans: words.map(spanOf)});
export const blank: Line = {kind: 'text', spans: []};
/** The title of a part of a page. */
export const heading = (text: string): Line => line(say(text, 'heading'));
/** A line that can be selected. */
export const itemLine = (item: Item, ...words: readonly Words[]): Line => ({kind: 'text', spans: words.map(spanOf), item});

/** Wrapped prose, each line indented; the first may carry the item. */
export function prose(
	text: SafeText | string,
	width: number,
	options: {indent?: number; tone?: Tone; item?: Item} = {},
): readonly Line[] {
	const {indent = 1, tone, item} = options;
	return wrap(shown(text), Math.max(10, width - indent)).map((part, index) => {
		const spans = [say(' '.repeat(indent)), say(part, tone)];
		return index === 0 && item ? {kind: 'text', spans, item} : {kind: 'text', spans};
	});
}

/** `name   value`, the value wrapped under itself; the first line carries the item that copies it. */
export function pairLines(
	name: string,
	value: SafeText | string,
	width: number,
	how: {indent?: number; nameWidth?: number; tone?: Tone} = {},
): readonly Line[] {
	const {indent = 3, nameWidth = 13, tone} = how;
	const left = indent + nameWidth;
	const [first, ...rest] = wrap(shown(value), Math.max(10, width - left - 1));
	return [
		itemLine({copy: sanitise(value)}, say(' '.repeat(indent) + name.padEnd(nameWidth), 'muted'), say(first ?? '', tone)),
		...rest.map(more => line(say(' '.repeat(left) + more, tone))),
	];
}

/** A table's lines; items, where given, belong to the rows by index. */
export function tableLines(table: Table, items: readonly Item[] = []): readonly Line[] {
	if (table.rows.length === 0) return [];
	const rows = table.rows.map((_, row): Line => {
		const item = items[row];
		return item ? {kind: 'table', table, row, item} : {kind: 'table', table, row};
	});
	return [{kind: 'table', table, row: -1}, ...rows];
}

const positions = new WeakMap<Page, readonly number[]>();

/** Positions of the lines that can be selected; found once for a page, which may have tens of thousands of lines. */
export function itemPositions(page: Page): readonly number[] {
	const known = positions.get(page);
	if (known) return known;
	const found = page.lines.flatMap((candidate, index) => (candidate.item ? [index] : []));
	positions.set(page, found);
	return found;
}
