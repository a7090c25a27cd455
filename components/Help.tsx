import {Box, Text} from 'ink';
import {type SafeText, trusted} from '../src/terminal/safe-text.js';
import {fitTo} from '../src/terminal/width.js';
import {wrap} from '../src/terminal/wrap.js';
import type {Binding} from './bindings/binding.js';
import {Footer} from './Footer.js';
import {keymapOf, keyScopesOf} from './keymap.js';
import {legend} from './legend.js';
import {Rule} from './Rule.js';
import {useTuiState} from './use-tui.js';

type HelpLine =
	| {readonly heading: string}
	/** A key or sign and what it does or means; in a continuation of a text wider than the screen `sign` is empty. `here`: works on the page below. */
	| {readonly sign: SafeText; readonly text: SafeText; readonly here: boolean; readonly key: string};

/** Every key, grouped, then what the signs of the list mean; typing filters. Keys that do nothing on the page below are dim. */
export function Help() {
	const prompt = useTuiState(state => state.prompt);
	const scopes = useTuiState(state => keyScopesOf(state).join(' '));
	const {columns, rows} = useTuiState(state => state.size);
	const keys = useTuiState(state => keymapOf(state.preferences.keys));
	const lines = helpLines(prompt?.text ?? '', scopes.split(' '), columns, keys);
	const height = rows - 4;
	const top = Math.max(0, Math.min(prompt?.cursor ?? 0, lines.length - height));
	return (
		<>
			<Text bold> keys {lines.length > height && <Text dimColor> ↓ ↑ scroll</Text>}</Text>
			<Rule columns={columns} />
			<Box flexDirection="column" height={height} overflow="hidden">
				{lines.length === 0 && <Text> nothing matches</Text>}
				{lines.slice(top, top + height).map(line =>
					'heading' in line ? (
						<Text key={line.heading} bold>{` ${line.heading.toUpperCase()}`}</Text>
					) : (
						<Text key={line.key} wrap="truncate-end" dimColor={!line.here}>
							{`   ${fitTo(line.sign, signWidth)} ${line.text}`}
						</Text>
					),
				)}
			</Box>
			<Rule columns={columns} />
			<Footer />
		</>
	);
}

const signWidth = 15;

/** Its keys side by side, `1 … 9` if there are many; a command without one is in the palette. */
export const keysText = ({keys}: Binding): string => {
	if (keys.length === 0) return ':';
	return keys.length > 5 ? `${keys[0]} … ${keys.at(-1)}` : keys.join(' ');
};

/** The lines of the help that contain every word of `search`; `scopes` are those of the page below. */
export function helpLines(
	search: string,
	scopes: readonly string[],
	columns: number,
	bindings: readonly Binding[],
): readonly HelpLine[] {
	// `/SUID`, typed as on every other page.
	const words = search
		.toLowerCase()
		.replace(/^\/(?=\S)/, '')
		.split(/\s+/)
		.filter(Boolean);
	const has = (text: string) => words.every(word => text.toLowerCase().includes(word));
	const section = (heading: string, lines: readonly HelpLine[]) => (lines.length === 0 ? [] : [{heading}, ...lines]);
	const found = bindings.filter(({keys, label, help, group}) => has(`${keys.join(' ')} ${label} ${help} ${group}`));
	const groups = [...new Set(found.map(({group}) => group))];
	return [
		...groups.flatMap(group =>
			section(
				group,
				found
					.filter(binding => binding.group === group)
					.flatMap(binding => {
						const here = binding.where.some(scope => scopes.includes(scope));
						return wrapped(trusted(keysText(binding)), binding.help, here, columns);
					}),
			),
		),
		...legend.flatMap(({heading, signs}) =>
			section(
				heading,
				signs
					.filter(({sign, meaning}) => has(`${sign} ${meaning} ${heading}`))
					.flatMap(({sign, meaning}) => wrapped(sign, meaning, true, columns)),
			),
		),
	];
}

const wrapped = (sign: SafeText, text: string, here: boolean, columns: number): readonly HelpLine[] =>
	wrap(trusted(text), columns - 5 - signWidth).map((part, index) => ({
		sign: index === 0 ? sign : trusted(''),
		text: part,
		here,
		key: `${sign} ${text} ${index}`,
	}));
