import type {ConfigFile, ConfigFormat, RawSetting, WantedFile} from './config-file.js';
import {keptSettings} from './config-file.js';
import {hbaRows} from './hba.js';
import {shortLine, splitWords} from './words.js';

/** A file of a container as it was read. */
export type ConfigText = {readonly path: string; readonly text: string};

/** More settings than any such file has; a file with more is one of an attacker. */
const MAX_SETTINGS = 20_000;

/**
 * The settings that decide, of the texts of a file or a folder. Linear in the size of the texts, which a container controls: their reader
 * limits them.
 *
 * @throws Error with what is wrong, for one that is not in its format
 */
export async function parseConfig(wanted: WantedFile, texts: readonly ConfigText[]): Promise<ConfigFile> {
	const kept = [];
	for (const {path, text} of texts.filter(({path}) => path === wanted.path || wanted.inFolder?.test(path) !== false))
		kept.push(keptSettings(await rawSettings(wanted.format, text), wanted, path));
	const settings = kept.flat();
	// The last of a name decides: without the rest the answer may be wrong.
	if (settings.length > MAX_SETTINGS) throw new Error(`more than ${MAX_SETTINGS} settings`);
	return {settings};
}

/** @throws Error */
export async function rawSettings(format: ConfigFormat, text: string): Promise<readonly RawSetting[]> {
	switch (format) {
		case 'yaml':
			// The parser is only loaded for a container whose service has such a file.
			return (await import('../../../lib/yaml-settings.js')).yamlSettings(text);
		case 'hba':
			return hbaRows(text);
		case 'directives':
			return byLine(text, directive);
		case 'python':
			return byLine(text, pythonTrait);
		case 'assignments':
			return assignments(text);
	}
}

function byLine(text: string, read: (line: string) => {name: string; value: string} | null): readonly RawSetting[] {
	return text.split('\n').flatMap((line, index) => {
		const found = read(shortLine(line));
		return found === null ? [] : [{...found, line: index + 1}];
	});
}

/** `requirepass "two words"`. @source redis.conf, mosquitto.conf(5) */
function directive(line: string): {name: string; value: string} | null {
	const [name, ...values] = splitWords(line);
	if (name === undefined || name.startsWith('#')) return null;
	// A password with a blank stays one word: the rules of a user are masked word by word.
	const joined = name.toLowerCase() === 'user' ? values.map(value => value.replaceAll(/\s/g, '-')) : values;
	return {name, value: joined.join(' ')};
}

/** `[http]` and below it `auth-enabled = true`. @source postgresql.conf, my.cnf, rabbitmq.conf, grafana.ini, TOML */
function assignments(text: string): readonly RawSetting[] {
	let section = '';
	return byLine(text, line => {
		const plain = line.trim();
		if (plain === '' || /^[#;!]/.test(plain)) {
			return plain.startsWith('!') ? {name: 'include', value: plain.slice(1)} : null;
		}
		const header = sectionOf(plain);
		if (header !== null) {
			section = `${header}.`;
			return null;
		}
		const [, name, value = ''] = /^["']?([\w.$-]{1,200})["']?\s*(?:[=:]\s*|\s|$)(.*)$/.exec(plain) ?? [];
		return name === undefined ? null : {name: `${section}${name}`, value: assigned(value.trim())};
	});
}

/** `http` of `[http]`, `table` of `[[table]]`; `null` for a line that is no header. */
function sectionOf(line: string): string | null {
	const end = line.indexOf(']');
	if (!line.startsWith('[') || end === -1) return null;
	const name = line.slice(0, end).replace(/^\[+/, '').trim();
	return name === '' || name.length > 200 ? null : name;
}

/** What stands in quotes, else the value up to a comment. */
function assigned(value: string): string {
	const quoted = /^(["'])(.*?)\1/.exec(value)?.[2];
	return quoted ?? value.replace(/(?:^|\s)[#;].*$/, '').trim();
}

/** Stands for a value that is computed. */
const computed = '(computed)';

/** `c.ServerApp.token = ''`. A value that is no literal, or depends on a condition, is not known. @source traitlets, configuration files */
function pythonTrait(line: string): {name: string; value: string} | null {
	if (/^\s*(?:load_subconfig|exec)\s*\(/.test(line)) return {name: 'include', value: ''};
	const [, indent = '', name, value = ''] = /^(\s*)c\.([A-Za-z]{1,80}\.\w{1,80})\s*=(?!=)\s*(.*)$/.exec(line) ?? [];
	if (name === undefined) return null;
	const [, , text, word] = /^[ubr]?(?:(["'])(.*?)\1|(True|False|None|\d+))\s*(?:#.*)?$/.exec(value.trim()) ?? [];
	const literal = text ?? word;
	return {name, value: indent !== '' || literal === undefined ? computed : literal};
}
