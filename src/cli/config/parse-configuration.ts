import type {Node} from 'yaml';
import {
	colorProblem,
	conflictsIn,
	keymap,
	keymapOf,
	keyNames,
	type ThemeName,
	themeNames,
	tones,
} from '../../../components/index.js';
import {
	choiceOf,
	complain,
	entriesOf,
	fieldsOf,
	filled,
	itemsOf,
	listOrOne,
	nearest,
	quoted,
	readYaml,
	sanitise,
	scalarOf,
	textOf,
	type YamlField,
	type YamlSource,
} from '../../base/index.js';
import {
	type KeyOverrides,
	optionalColumns,
	type Preferences,
	parseFilter,
	type Sort,
	sortColumns,
	type Tone,
	type ViewSettings,
} from '../../tui/index.js';
import {type Configuration, defaultConfiguration} from './configuration.js';

/** The keys of the file, in the order of the docs. */
const configurationKeys = [
	...(['theme', 'colors', 'columns', 'sort', 'filter', 'stopped'] as const),
	...(['tree', 'wide', 'meters', 'mouse', 'keys', 'readonly'] as const),
];

type Fields = Partial<Record<(typeof configurationKeys)[number], YamlField>>;

/** Reads a configuration file. @param path  for messages @throws YamlError with every problem and its place */
export const parseConfiguration = (text: string, path: string): Configuration =>
	readYaml(text, path, source => readConfiguration(source, path));

function readConfiguration(source: YamlSource, path: string): Configuration {
	const root = source.document.contents;
	if (root === null || scalarOf(source, root) === null) return {...defaultConfiguration, path};
	const fields = fieldsOf(source, root, 'the configuration', configurationKeys) ?? {};
	const theme = read(fields.theme, node => choiceOf(source, node, '"theme"', themeNames)) ?? defaultConfiguration.theme;
	return {
		path,
		theme,
		colors: read(fields.colors, node => readColors(source, node, theme)) ?? {},
		preferences: readPreferences(source, fields, path),
		view: readView(source, fields),
	};
}

/** `null` for a key that is missing or empty, or has a mistake. */
function read<T>(field: YamlField | undefined, reader: (node: Node) => T | null): T | null {
	const node = filled(field);
	return node === null ? null : reader(node);
}

function readPreferences(source: YamlSource, fields: Fields, path: string): Preferences {
	const {columns, keys, readonly} = defaultConfiguration.preferences;
	const isReadonly = read(fields.readonly, node => flagOf(source, node, '"readonly"')) ?? readonly !== null;
	return {
		columns:
			read(fields.columns, node =>
				itemsOf(source, node, '"columns"').flatMap(item => choiceOf(source, item, 'a column', optionalColumns) ?? []),
			) ?? columns,
		keys: read(fields.keys, node => readKeys(source, node)) ?? keys,
		readonly: isReadonly ? sanitise(path) : null,
	};
}

function readView(source: YamlSource, fields: Fields): ViewSettings {
	const {view} = defaultConfiguration;
	const filter = read(fields.filter, node => textOf(source, node, '"filter"'));
	const flag = (key: 'stopped' | 'tree' | 'wide' | 'meters' | 'mouse', otherwise: boolean): boolean =>
		read(fields[key], node => flagOf(source, node, `"${key}"`)) ?? otherwise;
	return {
		filter: filter === null ? view.filter : parseFilter(filter),
		sort: read(fields.sort, node => readSort(source, node)) ?? view.sort,
		stopped: flag('stopped', view.stopped),
		tree: flag('tree', view.tree),
		wide: flag('wide', view.wide),
		metersOn: flag('meters', view.metersOn),
		mouse: flag('mouse', view.mouse),
	};
}

const flagOf = (source: YamlSource, node: Node, what: string): boolean | null => {
	const value = scalarOf(source, node);
	return typeof value === 'boolean' ? value : complain(source, node, `${what} must be true or false`);
};

/** `name`, or `-name` for the other direction. */
function readSort(source: YamlSource, node: Node): Sort | null {
	const text = textOf(source, node, '"sort"');
	if (text === null) return null;
	const reversed = text.startsWith('-');
	const name = reversed ? text.slice(1) : text;
	const column = sortColumns.find(one => one === name);
	if (column !== undefined) return {column, reversed};
	return complain(
		source,
		node,
		`"sort" must be one of ${sortColumns.join(', ')}, with - in front for the other direction: ${quoted(text)} is not${nearest(name, sortColumns)}`,
	);
}

function readColors(source: YamlSource, node: Node, theme: ThemeName): Partial<Record<Tone, string>> {
	const colors: Partial<Record<Tone, string>> = {};
	for (const {name, key, value} of entriesOf(source, node, '"colors"')) {
		const tone = tones.find(one => one === name);
		if (tone === undefined) {
			complain(source, key, `unknown colour ${quoted(name)}${nearest(name, tones)}; known here: ${tones.join(', ')}`);
			continue;
		}
		const color = textOf(source, value, `the colour of ${tone}`);
		const problem = color === null ? null : colorProblem(color, theme);
		if (problem !== null) complain(source, value, `the colour of ${tone}: ${problem}`);
		else if (color !== null) colors[tone] = color;
	}
	return colors;
}

const commandNames: readonly string[] = [...new Set(keymap.map(({does}) => does))];

function readKeys(source: YamlSource, node: Node): KeyOverrides {
	const overrides: Record<string, readonly string[]> = {};
	const places = new Map<string, Node>();
	for (const {name, key, value} of entriesOf(source, node, '"keys"')) {
		if (!commandNames.includes(name)) {
			complain(source, key, `unknown command ${quoted(name)}${nearest(name, commandNames)}: docs/keys.md lists them`);
			continue;
		}
		overrides[name] = listOrOne(source, value).flatMap(item => readKey(source, item, name) ?? []);
		places.set(name, key);
	}
	for (const {key, commands} of conflictsIn(keymapOf(overrides))) {
		const changed = commands.findLast(name => places.has(name));
		const other = commands.find(name => name !== changed);
		if (changed !== undefined && other !== undefined)
			complain(
				source,
				places.get(changed) ?? node,
				`the key ${quoted(key)} of ${changed} is also the key of ${other}: give one of them another`,
			);
	}
	return overrides;
}

/** One key, written as on the screen. */
function readKey(source: YamlSource, node: Node | null, command: string): string | null {
	const value = scalarOf(source, node);
	const key = typeof value === 'number' ? String(value) : value;
	if (typeof key !== 'string') return complain(source, node, `a key of ${command} must be text: put it in quotes`);
	if (key === '^c') return complain(source, node, '^c always ends the program');
	// The key itself is the number.
	if (command === 'tabByNumber' && !/^\d$/.test(key))
		return complain(source, node, `${quoted(key)} is not a key of tabByNumber: only digits are, each for the tab of that number`);
	if (/^[!-~]$/.test(key) || /^\^[a-z]$/.test(key) || keyNames.includes(key)) return key;
	return complain(
		source,
		node,
		`${quoted(key)} is not a key${nearest(key, keyNames)}: write one character, ^d for Ctrl-d, or one of ${keyNames.join(', ')}`,
	);
}
