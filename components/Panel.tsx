import {Box, Text} from 'ink';
import {bodyHeight, panelColumns, panelLines} from '../src/tui/index.js';
import {Boundary} from './Boundary.js';
import {PageLine} from './PageLine.js';
import {glyphs} from './theme.js';
import {useTuiState} from './use-tui.js';

/** Beside the list on a wide terminal: why the selected container has its grade, its attack paths, its state and its last log lines. */
export function Panel() {
	const id = useTuiState(state => state.panel);
	const columns = useTuiState(panelColumns);
	const height = useTuiState(bodyHeight) + 1;
	if (columns === 0) return null;
	return (
		<Box width={columns} height={height} flexShrink={0}>
			<Box width={2} flexShrink={0}>
				<Text dimColor>{Array(height).fill(` ${glyphs.border}`).join('\n')}</Text>
			</Box>
			<Boundary what="drawing the panel" of={id}>
				<PanelLines columns={columns - 2} />
			</Boundary>
		</Box>
	);
}

function PanelLines({columns}: {columns: number}) {
	const lines = useTuiState(panelLines);
	return (
		<Box flexDirection="column" width={columns} overflowY="hidden">
			{lines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity than their place
				<PageLine key={index} line={line} columns={columns} selected={false} search="" />
			))}
		</Box>
	);
}
