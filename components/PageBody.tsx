import {Box} from 'ink';
import {bodyHeight, type Line, pageOf, selectedItem, type Table, type TableLine, type TextLine} from '../src/tui/index.js';
import {PageLine} from './PageLine.js';
import {PageTable} from './PageTable.js';
import {useTuiState} from './use-tui.js';

/** The visible lines of a page; adjacent rows of one table are drawn together. */
export function PageBody() {
	const page = useTuiState(pageOf);
	const top = useTuiState(state => state.frames.at(-1)?.top ?? 0);
	const item = useTuiState(selectedItem);
	const height = useTuiState(bodyHeight);
	const columns = useTuiState(state => state.size.columns);
	const search = useTuiState(state => state.search);
	const visible = page?.lines.slice(top, top + height) ?? [];
	return (
		<Box flexDirection="column" height={height} flexShrink={0} overflowY="hidden">
			{blocksOf(visible).map((block, index) =>
				block.kind === 'table' ? (
					// biome-ignore lint/suspicious/noArrayIndexKey: blocks have no other identity than their place
					<PageTable key={index} table={block.table} lines={block.lines} item={item} columns={columns} search={search} />
				) : (
					<PageLine
						// biome-ignore lint/suspicious/noArrayIndexKey: as above
						key={index}
						line={block}
						columns={columns}
						selected={block.item !== undefined && block.item === item}
						search={search}
					/>
				),
			)}
		</Box>
	);
}

type Block = TextLine | {readonly kind: 'table'; readonly table: Table; readonly lines: TableLine[]};

function blocksOf(lines: readonly Line[]): readonly Block[] {
	const blocks: Block[] = [];
	for (const line of lines) {
		const last = blocks.at(-1);
		if (line.kind === 'text') blocks.push(line);
		else if (last?.kind === 'table' && last.table === line.table) last.lines.push(line);
		else blocks.push({kind: 'table', table: line.table, lines: [line]});
	}
	return blocks;
}
