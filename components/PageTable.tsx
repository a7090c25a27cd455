import {Text} from 'ink';
import {createContext, memo, useContext, useMemo} from 'react';
import {type SafeText, sanitise, trusted} from '../src/base/index.js';
import {
	cellText,
	columnGap,
	type Item,
	type Layout,
	layOut,
	type Table,
	type TableLine,
	type Tone,
	toneOfCell,
} from '../src/tui/index.js';
import {highlighted} from './highlight.js';
import {type Cell, InkTable} from './ink-table.js';
import {glyphs, styleOfPart} from './theme.js';
import {useTheme} from './use-theme.js';

type TableProps = {
	readonly table: Table;
	readonly lines: readonly TableLine[];
	readonly item: Item | null;
	readonly columns: number;
	readonly search: string;
};

/** The visible rows of one table, drawn by ink-table without its frame: one line per row, no box. */
export const PageTable = memo(function PageTable({table, lines, item, columns, search}: TableProps) {
	const layout = useMemo(() => layOut(table, columns - 1), [table, columns]);
	const rows = lines.filter(({row}) => row >= 0);
	const titles = ['', ...layout.shown.map(index => table.columns[index]?.title ?? '')];
	const data = rows.map(({row, item: own}) => {
		const cells = layout.shown.map(index => table.rows[row]?.[index] ?? '');
		const mark = own !== undefined && own === item ? glyphs.selected : ' ';
		return Object.fromEntries([mark, ...cells].map((cell, index) => [titles[index] ?? '', cell]));
	});
	const aligned = layout.shown.map(index => table.columns[index]?.align);
	return (
		<Measures value={{layout, aligned, search}}>
			<InkTable
				data={data}
				columns={titles}
				padding={1}
				header={lines[0]?.row === -1 ? Title : Nothing}
				cell={Value}
				skeleton={Nothing}
			/>
		</Measures>
	);
});

const MeasuresContext = createContext<{layout: Layout; aligned: readonly ('right' | undefined)[]; search: string}>({
	layout: {shown: [], widths: []},
	aligned: [],
	search: '',
});
const Measures = MeasuresContext.Provider;

/** Replaces borders, and headings that have scrolled out of sight. */
const Nothing = () => null;

/** ink-table pads by the number of characters; a cell is cut and padded here by its width on the terminal. */
function useCell({column, children}: Cell): SafeText {
	const {layout, aligned} = useContext(MeasuresContext);
	const text = sanitise(String(children).slice(1).trimEnd());
	if (column === 0) return text === '' ? trusted(' ') : text;
	const last = column === layout.widths.length;
	const cell = cellText(text, layout.widths[column - 1] ?? 0, aligned[column - 1]);
	return trusted(cell + (last ? '' : ' '.repeat(columnGap)));
}

function Title(cell: Cell) {
	return <Found text={useCell(cell)} tone="muted" />;
}

function Value(cell: Cell) {
	const text = useCell(cell);
	return <Found text={text} tone={cell.column === 0 ? 'strong' : toneOfCell(text)} />;
}

/** A cell with what the search finds in it inverse. */
function Found({text, tone}: {text: SafeText; tone: Tone | undefined}) {
	const {search} = useContext(MeasuresContext);
	const theme = useTheme();
	return highlighted([{text, tone}], search).map((part, index) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: the parts of a cell have no other identity
		<Text key={index} {...styleOfPart(part, theme)}>
			{part.text}
		</Text>
	));
}
