import * as v from 'valibot';
import {colorNames, colorProblem, conflictsIn, keymap, keymapOf, keyNames, themeNames, tones} from '../../../components/index.js';
import {
	choiceSchema,
	flagSchema,
	listOrOneSchema,
	listSchema,
	mappingSchema,
	nearest,
	place,
	quoted,
	textSchema,
	writtenSchema,
} from '../../base/index.js';
import {optionalColumns, sortColumns} from '../../tui/index.js';

const fromNames = <Value>(names: readonly string[], value: (name: string) => Value): Record<string, Value> =>
	Object.fromEntries(names.map(name => [name, value(name)]));

/** `name`, or `-name` for the other direction. */
const sort = v.pipe(
	textSchema,
	v.regex(new RegExp(`^-?(${sortColumns.join('|')})$`), ({input}) => {
		const near = nearest(input.replace(/^-/, ''), sortColumns);
		return `${place} must be one of ${sortColumns.join(', ')}, with - in front for the other direction: ${quoted(input)} is not${near}`;
	}),
);

const color = v.pipe(
	textSchema,
	v.metadata({anyOf: [{pattern: '^#[0-9A-Fa-f]{6}$'}, {enum: colorNames}]}),
	v.rawCheck(({dataset, addIssue}) => {
		const problem = dataset.typed ? colorProblem(dataset.value, 'terminal') : null;
		if (problem !== null) addIssue({message: `${place}: ${problem}`});
	}),
);

/** One key, written as on the screen. */
const key = v.pipe(
	writtenSchema,
	v.metadata({
		anyOf: [{type: 'string', pattern: '^(?:[!-~]|\\^[abd-z])$'}, {enum: keyNames}, {type: 'integer', minimum: 0, maximum: 9}],
	}),
	v.check(name => name !== '^c', '^c always ends the program'),
	v.check(
		name => /^[!-~]$/.test(name) || /^\^[a-z]$/.test(name) || keyNames.includes(name),
		({input}) =>
			`${quoted(input)} is not a key${nearest(input, keyNames)}: write one character, ^d for Ctrl-d, or one of ${keyNames.join(', ')}`,
	),
);
/** Of a command; `[]` for none. */
export const keysSchema = listOrOneSchema(key);

const digit = v.pipe(
	writtenSchema,
	v.metadata({
		anyOf: [
			{type: 'string', pattern: '^[0-9]$'},
			{type: 'integer', minimum: 0, maximum: 9},
		],
	}),
	v.regex(/^\d$/, ({input}) => `${quoted(input)} is not a key of tabByNumber: only digits are, each for the tab of that number`),
);

const keys = v.pipe(
	mappingSchema(
		fromNames(
			keymap.map(({does}) => does),
			does =>
				v.pipe(
					v.optional(does === 'tabByNumber' ? listOrOneSchema(digit) : keysSchema),
					v.description(keymap.find(binding => binding.does === does)?.help ?? ''),
				),
		),
		'docs/keys.md lists them',
	),
	v.rawCheck(({dataset, addIssue}) => {
		if (!dataset.typed) return;
		const overrides = withoutAbsent(dataset.value);
		const changes = Object.keys(overrides);
		for (const {key: shared, commands} of conflictsIn(keymapOf(overrides))) {
			const changed = commands.findLast(name => changes.includes(name));
			const other = commands.find(name => name !== changed);
			if (changed === undefined || other === undefined) continue;
			addIssue({
				message: `the key ${quoted(shared)} of ${changed} is also the key of ${other}: give one of them another`,
				path: [{type: 'object', origin: 'key', input: dataset.value, key: changed, value: overrides[changed]}],
			});
		}
	}),
);

/** Without the keys that the file leaves out. */
export const withoutAbsent = <T>(values: Readonly<Record<string, T | undefined>>): Record<string, T> =>
	Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** What the configuration file may say; `null` for what it does not. */
export const configurationSchema = v.nullish(
	v.pipe(
		mappingSchema({
			theme: v.pipe(
				v.nullish(choiceSchema(themeNames), 'terminal'),
				v.description('Colours of the terminal, or colours that are readable on a dark or light background.'),
			),
			colors: v.pipe(
				v.nullish(mappingSchema(fromNames(tones, () => v.optional(color))), {}),
				v.description('Your own colours; with theme dark or light, their contrast is checked.'),
			),
			columns: v.pipe(
				v.nullish(listSchema(choiceSchema(optionalColumns)), null),
				v.description('Optional columns of the list, where the terminal has room for them; their order is fixed.'),
			),
			sort: v.pipe(
				v.nullish(sort, null),
				v.description('Column by which the list is sorted at the start; - in front for the other direction.'),
			),
			filter: v.pipe(v.nullish(textSchema, null), v.description('Filter of the list at the start, as typed after /.')),
			stopped: switchOf('Whether stopped containers are listed at the start.'),
			tree: switchOf('Whether the list is grouped by Compose project at the start.'),
			wide: switchOf('Whether names and badges are wide at the start.'),
			meters: switchOf('Whether CPU and memory are shown at the start.'),
			mouse: switchOf('Whether clicks and the wheel work at the start.'),
			keys: v.pipe(
				v.nullish(keys, {}),
				v.description('Keys of a command instead of the usual ones: one, a list, or [] for none.'),
			),
			readonly: switchOf(
				'No rehearsals, observations, scanner containers or waivers, in the terminal UI and on the command line.',
			),
		}),
		v.rawCheck(({dataset, addIssue}) => {
			if (!dataset.typed) return;
			const {theme, colors} = dataset.value;
			for (const [tone, given] of Object.entries(withoutAbsent(colors))) {
				const problem = colorProblem(given, theme);
				const step = (input: Record<string, unknown>, name: string): v.IssuePathItem => ({
					type: 'object',
					origin: 'value',
					input,
					key: name,
					value: input[name],
				});
				if (problem !== null)
					addIssue({message: `${place}: ${problem}`, path: [step(dataset.value, 'colors'), step(colors, tone)]});
			}
		}),
	),
	{},
);

function switchOf(description: string) {
	return v.pipe(v.nullish(flagSchema, null), v.description(description));
}
