import type {ConfigFile, ConfigFormat, RawSetting, WantedFile} from './config-file.js';
import {keptSettings} from './config-file.js';
import {hbaRows} from './hba.js';
import {shortLine, words} from './words.js';

/** A file of a container as it was read. */
export type ConfigText = {readonly path: string; readonly text: string};

/** More settings than any such file has; a file with more is one of an attacker. */
const mostSettings = 20_000;

/**
 * The settings that decide, of the texts of a file or a folder. Linear in the size of the texts, which a container controls: their reader
 * limits them.
 *
 * @throws Error with what is wrong, for one that is not in its format
 */
export async function parseConfig(wanted: WantedFile, texts: readonly ConfigText[]): Promise<ConfigFile> {
	const settings = [];
	for (const {path, text} of texts.filter(({path}) => path === wanted.path || wanted.inFolder?.test(path) !== false))
		settings.push(...keptSettings(await rawSettings(wanted.format, text), wanted, path));
	return {settings: settings.slice(0, mostSettings)};
}

/** @throws Error */
export async function rawSettings(format: ConfigFormat, text: string): Promise<readonly RawSetting[]> {
	switch (format) {
		case 'yaml':
			// The parser is only loaded for a container whose service has such a file.
			return (await import('../../../terminal/yaml-settings.js')).yamlSettings(text);
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
	const [name, ...values] = words(line);
	return name === undefined || name.startsWith('#') ? null : {name, value: values.join(' ')};
}

/** `[http]` and below it `auth-enabled = true`. @source postgresql.conf, my.cnf, rabbitmq.conf, grafana.ini, TOML */
function assignments(text: string): readonly RawSetting[] {
	let section = '';
	return byLine(text, line => {
		const plain = line.trim();
		if (plain === '' || /^[#;!]/.test(plain)) {
			return plain.startsWith('!') ? {name: 'include', value: plain.slice(1)} : null;
		}
		const header = /^\[+\s*([^\]]{1,200}?)\s*\]+/.exec(plain)?.[1];
		if (header !== undefined) {
			section = `${header}.`;
			return null;
		}
		const [, name, value = ''] = /^["']?([\w.$-]{1,200})["']?\s*(?:[=:]\s*|\s|$)(.*)$/.exec(plain) ?? [];
		return name === undefined ? null : {name: `${section}${name}`, value: assigned(value.trim())};
	});
}

/** What stands in quotes, else the value up to a comment. */
function assigned(value: string): string {
	const quoted = /^(["'])(.*?)\1/.exec(value)?.[2];
	return quoted ?? value.replace(/(?:^|\s)[#;].*$/, '').trim();
}

/** Stands for a value that is computed. */
export const computed = '(computed)';

/** `c.ServerApp.token = ''`. A value that is no literal, or depends on a condition, is not known. @source traitlets, configuration files */
function pythonTrait(line: string): {name: string; value: string} | null {
	if (/^\s*(?:load_subconfig|exec)\s*\(/.test(line)) return {name: 'include', value: ''};
	const [, indent = '', name, value = ''] = /^(\s*)c\.([A-Za-z]{1,80}\.\w{1,80})\s*=(?!=)\s*(.*)$/.exec(line) ?? [];
	if (name === undefined) return null;
	const [, , text, word] = /^[ubr]?(?:(["'])(.*?)\1|(True|False|None|\d+))\s*(?:#.*)?$/.exec(value.trim()) ?? [];
	const literal = text ?? word;
	return {name, value: indent !== '' || literal === undefined ? computed : literal};
}
