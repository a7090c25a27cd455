import {Box, Text} from 'ink';
import {fitTo} from '../src/base/index.js';
import {Footer} from './Footer.js';
import {helpLines, selectedHelp, signWidth} from './help-lines.js';
import {keymapOf, keyScopesOf} from './keymap.js';
import {Rule} from './Rule.js';
import {glyphs} from './theme.js';
import {useTuiState} from './use-tui.js';

/** Every key, grouped, then what the signs of the list mean; typing filters. Keys that do nothing on the page below are dim. */
export function Help() {
	const prompt = useTuiState(state => state.prompt);
	const scopes = useTuiState(state => keyScopesOf(state).join(' '));
	const {columns, rows} = useTuiState(state => state.size);
	const keys = useTuiState(state => keymapOf(state.preferences.keys));
	const lines = helpLines(prompt?.text ?? '', scopes.split(' '), columns, keys);
	const height = rows - 4;
	const {at, open} = selectedHelp(lines, prompt?.cursor ?? 0);
	const top = Math.max(0, Math.min(at - Math.floor(height / 2), lines.length - height));
	return (
		<>
			<Text bold>
				{' keys and symbols'}
				<Text dimColor>{open ? '   Enter explains this badge' : '   ↓ ↑ move; Enter on a badge explains it'}</Text>
			</Text>
			<Rule columns={columns} more={top} side="above" />
			<Box flexDirection="column" height={height} overflowY="hidden">
				{lines.length === 0 && <Text> nothing matches</Text>}
				{lines.slice(top, top + height).map((line, index) =>
					'heading' in line ? (
						<Text key={line.heading} bold>{` ${line.heading.toUpperCase()}`}</Text>
					) : (
						<Text key={line.key} wrap="truncate-end" bold={top + index === at} dimColor={!line.here}>
							{`${top + index === at ? glyphs.selected : ' '}  ${fitTo(line.sign, signWidth)} ${line.text}`}
						</Text>
					),
				)}
			</Box>
			<Rule columns={columns} more={Math.max(0, lines.length - top - height)} />
			<Footer />
		</>
	);
}
