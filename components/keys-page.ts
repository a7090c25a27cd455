import {type Binding, type Group, scopeNames} from './bindings/binding.js';
import {keymap} from './keymap.js';

/** docs/keys.md, generated from the keymap by `npm run docs:keys`; a test compares them. */
export function keysPage(): string {
	const groups = [...new Set(keymap.map(({group}) => group))];
	return `${['# Keys', intro, ...groups.flatMap(section)].join('\n\n')}\n`;
}

const intro =
	'Made from `components/bindings/` by `npm run docs:keys`. In the terminal UI, `?` shows the same and what the badges and symbols of the list mean, searchable, and `:` runs any command by its words. Keys are changed by their name in the [configuration file](configuration.md). `^d` is Ctrl-d.';

const section = (group: Group): readonly string[] => [
	`## ${group}`,
	['| keys | where | what | name |', '|---|---|---|---|', ...keymap.filter(binding => binding.group === group).map(row)].join(
		'\n',
	),
];

const row = ({keys, where, help, does}: Binding): string =>
	`| ${keys.map(key => `\`${key}\``).join(' ') || 'only `:`'} | ${where.map(scope => scopeNames[scope]).join(', ')} | ${help} | \`${does}\` |`;
