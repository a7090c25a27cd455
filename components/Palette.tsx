import {Box, Text} from 'ink';
import {fitTo, trusted} from '../src/base/index.js';
import {Footer} from './Footer.js';
import {keysText} from './help-lines.js';
import {keymapOf, keyScopesOf} from './keymap.js';
import {paletteEntries} from './palette-entries.js';
import {Rule} from './Rule.js';
import {glyphs} from './theme.js';
import {useTuiState} from './use-tui.js';

/** Every command that is available here, with a search; Enter runs the selected one. */
export function Palette() {
	const text = useTuiState(state => state.prompt?.text ?? '');
	const cursor = useTuiState(state => state.prompt?.cursor ?? 0);
	const {columns, rows} = useTuiState(state => state.size);
	const scopes = useTuiState(state => keyScopesOf(state).join(' '));
	const keys = useTuiState(state => keymapOf(state.preferences.keys));
	const entries = paletteEntries(text, scopes.split(' ') as ReturnType<typeof keyScopesOf>, keys);
	const selected = Math.min(cursor, entries.length - 1);
	const height = rows - 4;
	const top = Math.max(0, selected - height + 1);
	return (
		<>
			<Text bold> commands</Text>
			<Rule columns={columns} more={top} side="above" />
			<Box flexDirection="column" height={height} overflowY="hidden">
				{entries.length === 0 && <Text> no command matches</Text>}
				{entries.slice(top, top + height).map((binding, index) => (
					<Text key={`${binding.does}${binding.where}`} wrap="truncate-end" bold={top + index === selected}>
						{`${top + index === selected ? glyphs.selected : ' '}${fitTo(trusted(binding.label), 16)} ${fitTo(trusted(keysText(binding)), 13)} `}
						<Text dimColor>{binding.help}</Text>
					</Text>
				))}
			</Box>
			<Rule columns={columns} more={Math.max(0, entries.length - top - height)} />
			<Footer />
		</>
	);
}
