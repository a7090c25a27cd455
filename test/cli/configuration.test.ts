import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {Ajv} from 'ajv';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {backgrounds, contrastOf, leastContrast} from '../../components/color-values.js';
import {bindingOf, footerOf, keymap, keymapOf} from '../../components/keymap.js';
import {stylesOf, tones} from '../../components/theme.js';
import {defaultConfiguration} from '../../src/cli/config/configuration.js';
import {parseConfiguration} from '../../src/cli/config/parse-configuration.js';
import {configurationText} from '../../src/cli/config/show-configuration.js';

const root = resolve(import.meta.dirname, '../..');
const schema = JSON.parse(readFileSync(join(root, 'schemas/config.schema.json'), 'utf8'));
const isValid = new Ajv({allErrors: true}).compile(schema);

const everything = `theme: light
colors: {critical: "#7f0000", strong: blue}
columns: [reach, up]
sort: -name
filter: sev:high !state:exited
stopped: true
tree: true
wide: true
meters: true
mouse: true
keys: {sortNext: o, quit: [q, Q]}
readonly: true
`;

/** The first line of the message, without the path. */
function mistake(text: string): string {
	try {
		parseConfiguration(text, 'config.yaml');
	} catch (error) {
		return (error as Error).message.split('\n')[0]?.replace('config.yaml:', '') ?? '';
	}
	return 'no mistake';
}

describe('the configuration file', () => {
	it('sets all that it can set', () => {
		const read = parseConfiguration(everything, 'config.yaml');
		expect(read).toEqual({
			path: 'config.yaml',
			theme: 'light',
			colors: {critical: '#7f0000', strong: 'blue'},
			preferences: {columns: ['reach', 'up'], keys: {sortNext: ['o'], quit: ['q', 'Q']}, readonly: 'config.yaml'},
			view: {
				filter: expect.objectContaining({text: 'sev:high !state:exited'}),
				sort: {column: 'name', reversed: true},
				...{stopped: true, tree: true, wide: true, metersOn: true, mouse: true},
			},
		});
		expect(isValid(parse(everything)), JSON.stringify(isValid.errors)).toBe(true);
	});

	it.each(['', '# nothing yet', 'theme:\nkeys:\n'])('is the defaults where it says nothing: %j', text => {
		expect(parseConfiguration(text, 'config.yaml')).toEqual({...defaultConfiguration, path: 'config.yaml'});
	});

	it.each([
		['bogus: 1', '1:1: unknown key "bogus"'],
		['theme: drak', '1:8: "theme" must be one of terminal, dark, light: "drak" is not (did you mean "dark"?)'],
		['colors:\n  hgh: red', '2:3: unknown key "hgh" in "colors" (did you mean "high"?)'],
		['colors: {low: purple}', '1:15: "low": "purple" is not a colour'],
		['theme: dark\ncolors: {low: "#0000ff"}', '2:15: "low": "#0000ff" has a contrast of 1.9:1 on a dark background'],
		['columns: [name]', '1:11: each entry of "columns" must be one of reach, vulns, up, image: "name" is not'],
		['columns: reach', '1:10: "columns" must be a list'],
		['sort: nam', '1:7: "sort" must be one of'],
		['stopped: yes', '1:10: "stopped" must be true or false'],
		['readonly: 1', '1:11: "readonly" must be true or false'],
		['keys: {scann: x}', '1:8: unknown key "scann" in "keys" (did you mean "scan"?); docs/keys.md lists them'],
		['keys: {scan: Qq}', '1:14: "Qq" is not a key'],
		['keys:\n  tabByNumber: [1, a]', '2:20: "a" is not a key of tabByNumber: only digits are, each for the tab of that number'],
		['keys: {scan: ^c}', '1:14: ^c always ends the program'],
		['keys: {scan: [[a]]}', '1:15: each entry of "scan" must be text'],
		['keys:\n  sortNext: S', '2:3: the key "S" of sortNext is also the key of sortReversed'],
		['keys: {sortNext: q}', '1:8: the key "q" of sortNext is also the key of quit'],
		['keys: {copy: Esc}', '1:8: the key "Esc" of copy is also the key of back'],
		['keys: {openNetwork: n}', '1:8: the key "n" of openNetwork is also the key of nextMatch'],
		['keys: {beginSearch: f}', '1:8: the key "f" of beginSearch is also the key of openFix'],
		['keys:\n  sortNext: z\n  sortReversed: z', '3:3: the key "z" of sortReversed is also the key of sortNext'],
		['filter: [a]', '1:9: "filter" must be text'],
		['a: [', '1:'],
		['\0', '1:1: this is not UTF-8 text'],
	])('says where the mistake in %j is', (text, expected) => {
		expect(mistake(text).startsWith(expected), mistake(text)).toBe(true);
	});

	it('is printed as a file that says the same', () => {
		const read = parseConfiguration(everything, 'config.yaml');
		const printed = configurationText(read, '/home/ada/.config/dockscope/config.yaml');
		const again = parseConfiguration(printed, 'config.yaml');
		expect({...again, colors: {}}).toEqual({...read, colors: {}});
		expect(stylesOf(again.theme, again.colors)).toEqual(stylesOf(read.theme, read.colors));
		const plain = configurationText(defaultConfiguration, '/place');
		expect(plain).toMatch(/^# no configuration file: \/place would be read$/m);
		expect(parseConfiguration(plain, 'x').view).toEqual(defaultConfiguration.view);
	});

	it('has a schema that knows every command, and refuses other words', () => {
		for (const {does} of keymap) expect(isValid({keys: {[does]: '1'}}), does).toBe(true);
		for (const text of ['bogus: 1', 'theme: drak', 'columns: [name]', 'sort: nam', 'stopped: 1', 'colors: {low: purple}'])
			expect(isValid(parse(text)), text).toBe(false);
	});
});

describe('keys of the user', () => {
	it('are not offered in the footer where there is none', () => {
		const keys = keymapOf({sortNext: [], beginHelp: []});
		const shown = footerOf(['fleet', 'anywhere'], keys).map(({does}) => does);
		expect(shown).toContain('beginFilter');
		expect(shown).not.toContain('sortNext');
		expect(shown).not.toContain('beginHelp');
	});

	it('may be on one page what they are on another, and what the usual ones share', () => {
		for (const text of ['keys: {sortNext: o}', 'keys: {openLogs: l}', 'keys: {previousMatch: [N, Z]}', 'keys: {mark: x}'])
			expect(parseConfiguration(text, 'config.yaml').preferences.keys, text).toBeDefined();
	});

	it('replace those of the keymap, and leave the others', () => {
		const keys = keymapOf({sortNext: ['o'], scan: []});
		expect(bindingOf('o', ['fleet', 'anywhere'], keys)?.does).toBe('sortNext');
		expect(bindingOf('s', ['fleet', 'anywhere'], keys)).toBeUndefined();
		expect(bindingOf('V', ['fleet', 'anywhere'], keys)).toBeUndefined();
		expect(bindingOf('j', ['fleet', 'anywhere'], keys)?.does).toBe('down');
	});
});

describe('the colours of a theme', () => {
	it.each(['dark', 'light'] as const)('can be read on a %s background', theme => {
		const colors = tones.flatMap(tone => stylesOf(theme, {})[tone].color ?? []);
		expect(colors.length).toBeGreaterThan(6);
		for (const color of colors)
			for (const background of [backgrounds[theme], theme === 'dark' ? '#000000' : '#ffffff'])
				expect(contrastOf(color, background), `${color} on ${background}`).toBeGreaterThanOrEqual(leastContrast);
	});

	it('know the contrast of black and white', () => {
		expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21);
		expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 1);
	});
});
