import {Box, Text} from 'ink';
import {own, type SafeText} from '../src/terminal/safe-text.js';
import {fitTo} from '../src/terminal/width.js';
import {wrap} from '../src/terminal/wrap.js';
import type {Binding, Group} from './bindings/binding.js';
import {Footer} from './Footer.js';
import {keymap, keyScopesOf} from './keymap.js';
import {Rule} from './Rule.js';
import {useTuiState} from './use-tui.js';

type HelpLine =
	| {readonly heading: Group}
	| {readonly binding: Binding; readonly here: boolean}
	/** A continuation line of a text wider than the screen. */
	| {readonly more: SafeText; readonly of: Binding; readonly here: boolean};

/** Every key, grouped; typing filters. Keys that do nothing on the page below are dim. */
export function Help() {
	const prompt = useTuiState(state => state.prompt);
	const scopes = useTuiState(state => keyScopesOf(state).join(' '));
	const {columns, rows} = useTuiState(state => state.size);
	const lines = helpLines(prompt?.text ?? '', scopes.split(' '), columns);
	const height = rows - 4;
	const top = Math.max(0, Math.min(prompt?.cursor ?? 0, lines.length - height));
	return (
		<>
			<Text bold> keys {lines.length > height && <Text dimColor> ↓ ↑ scroll</Text>}</Text>
			<Rule columns={columns} />
			<Box flexDirection="column" height={height} overflow="hidden">
				{lines.length === 0 && <Text> no matching key</Text>}
				{lines.slice(top, top + height).map(line =>
					'heading' in line ? (
						<Text key={line.heading} bold>{` ${line.heading.toUpperCase()}`}</Text>
					) : 'binding' in line ? (
						<Text key={`${line.binding.does}${line.binding.where}`} wrap="truncate-end" dimColor={!line.here}>
							{`   ${fitTo(own(keysText(line.binding)), keysWidth)} ${helpParts(line.binding, columns)[0] ?? ''}`}
						</Text>
					) : (
						<Text key={`${line.of.does}${line.more}`} wrap="truncate-end" dimColor={!line.here}>
							{`${' '.repeat(4 + keysWidth)}${line.more}`}
						</Text>
					),
				)}
			</Box>
			<Rule columns={columns} />
			<Footer />
		</>
	);
}

const keysWidth = 15;
const helpParts = ({help}: Binding, columns: number): readonly SafeText[] => wrap(own(help), columns - 5 - keysWidth);

/** Its keys side by side, `1 … 9` if there are many; a command without one is in the palette. */
export const keysText = ({keys}: Binding): string => {
	if (keys.length === 0) return ':';
	return keys.length > 5 ? `${keys[0]} … ${keys.at(-1)}` : keys.join(' ');
};

/** The lines of the help that contain every word of `search`; `scopes` are those of the page below. */
export function helpLines(search: string, scopes: readonly string[], columns: number): readonly HelpLine[] {
	const words = search.toLowerCase().split(/\s+/).filter(Boolean);
	const found = keymap.filter(binding => {
		const text = `${binding.keys.join(' ')} ${binding.label} ${binding.help} ${binding.group}`.toLowerCase();
		return words.every(word => text.includes(word));
	});
	const groups = [...new Set(found.map(({group}) => group))];
	return groups.flatMap(group => [
		{heading: group},
		...found
			.filter(binding => binding.group === group)
			.flatMap(binding => {
				const here = binding.where.some(scope => scopes.includes(scope));
				return [
					{binding, here},
					...helpParts(binding, columns)
						.slice(1)
						.map(more => ({more, of: binding, here})),
				];
			}),
	]);
}
