import {type SafeText, trusted, wrap} from '../src/base/index.js';
import type {View} from '../src/tui/index.js';
import type {Binding} from './bindings/binding.js';
import {legend} from './legend.js';

export type HelpEntry = {
	/** A key or sign and what it does or means; in a continuation of a text wider than the screen `sign` is empty. */
	readonly sign: SafeText;
	readonly text: SafeText;
	/** Works on the page below. */
	readonly here: boolean;
	readonly key: string;
	/** What Enter opens. */
	readonly open?: View | undefined;
};
export type HelpLine = {readonly heading: string} | HelpEntry;

export const signWidth = 15;

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
						return wrapped({sign: trusted(keysText(binding)), meaning: binding.help}, here, columns);
					}),
			),
		),
		...legend.flatMap(({heading, signs}) =>
			section(
				heading,
				signs.filter(({sign, meaning}) => has(`${sign} ${meaning} ${heading}`)).flatMap(sign => wrapped(sign, true, columns)),
			),
		),
	];
}

type Meaning = {readonly sign: SafeText; readonly meaning: string; readonly open?: View | undefined};

const wrapped = ({sign, meaning, open}: Meaning, here: boolean, columns: number): readonly HelpLine[] =>
	wrap(trusted(meaning), columns - 5 - signWidth).map((text, index) => ({
		sign: index === 0 ? sign : trusted(''),
		text,
		here,
		key: `${sign} ${meaning} ${index}`,
		...(index === 0 ? {open} : {}),
	}));

/** Positions of the lines that can be selected: the first of each entry. */
export const selectableLines = (lines: readonly HelpLine[]): readonly number[] =>
	lines.flatMap((line, index) => ('heading' in line || line.sign === '' ? [] : [index]));

/** The line that Enter acts on. @param cursor  number of the selected entry */
export function selectedHelp(lines: readonly HelpLine[], cursor: number): {readonly at: number; readonly open: View | undefined} {
	const all = selectableLines(lines);
	const at = all[Math.min(cursor, all.length - 1)] ?? -1;
	const line = lines[at];
	return {at, open: line === undefined || 'heading' in line ? undefined : line.open};
}
