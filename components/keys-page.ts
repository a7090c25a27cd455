import type {Binding, Group, KeyScope} from './bindings/binding.js';
import {keymap} from './keymap.js';

const scopeNames: Readonly<Record<KeyScope, string>> = {
	anywhere: 'anywhere',
	fleet: 'list',
	container: 'container',
	vulns: 'vulnerabilities',
	search: 'a page with a search',
	detail: 'pages',
	fix: 'fix',
	output: 'other tools',
	disconnected: 'no engine',
};

/** docs/keys.md, generated from the keymap by `npm run docs:keys`; a test compares them. */
export function keysPage(): string {
	const groups = [...new Set(keymap.map(({group}) => group))];
	return `${['# Keys', intro, ...groups.flatMap(section)].join('\n\n')}\n`;
}

const intro =
	'Made from `components/bindings/` by `npm run docs:keys`. In the terminal UI, `?` shows the same and what the badges and symbols of the list mean, searchable, and `:` runs any command by its words. `^d` is Ctrl-d.';

const section = (group: Group): readonly string[] => [
	`## ${group}`,
	['| keys | where | what |', '|---|---|---|', ...keymap.filter(binding => binding.group === group).map(row)].join('\n'),
];

const row = ({keys, where, help}: Binding): string =>
	`| ${keys.map(key => `\`${key}\``).join(' ') || 'only `:`'} | ${where.map(scope => scopeNames[scope]).join(', ')} | ${help} |`;
