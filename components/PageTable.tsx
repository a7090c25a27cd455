import {Text} from 'ink';
import {createContext, memo, useContext, useMemo} from 'react';
import type {Item, Table, TableLine} from '../src/pages/layout/page.js';
import {cellText, columnGap, type Layout, layOut, toneOfCell} from '../src/pages/layout/table.js';
import {sanitise} from '../src/terminal/sanitise.js';
import {type Cell, InkTable} from './ink-table.js';
import {glyphs, styleOf} from './theme.js';
import {useTheme} from './use-theme.js';

type TableProps = {
	readonly table: Table;
	readonly lines: readonly TableLine[];
	readonly item: Item | null;
	readonly columns: number;
};

/** The visible rows of one table, drawn by ink-table without its frame: one line per row, no box. */
export const PageTable = memo(function PageTable({table, lines, item, columns}: TableProps) {
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
		<Measures value={{layout, aligned}}>
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

const MeasuresContext = createContext<{layout: Layout; aligned: readonly ('right' | undefined)[]}>({
	layout: {shown: [], widths: []},
	aligned: [],
});
const Measures = MeasuresContext.Provider;

/** Replaces borders, and headings that have scrolled out of sight. */
const Nothing = () => null;

/** ink-table pads by the number of characters; a cell is cut and padded here by its width on the terminal. */
function useCell({column, children}: Cell): string {
	const {layout, aligned} = useContext(MeasuresContext);
	const text = sanitise(String(children).slice(1).trimEnd());
	if (column === 0) return text === '' ? ' ' : text;
	const last = column === layout.widths.length;
	return cellText(text, layout.widths[column - 1] ?? 0, aligned[column - 1]) + (last ? '' : ' '.repeat(columnGap));
}

function Title(cell: Cell) {
	return <Text dimColor>{useCell(cell)}</Text>;
}

function Value(cell: Cell) {
	const text = useCell(cell);
	const theme = useTheme();
	return <Text {...styleOf(cell.column === 0 ? 'strong' : toneOfCell(text), theme)}>{text}</Text>;
}
