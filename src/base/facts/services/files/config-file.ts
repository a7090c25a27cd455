import type {Known} from '../../../answers/index.js';
import {type SafeText, sanitise, trusted} from '../../../text/safe-text.js';
import {MASK, maskValue} from '../../secrets.js';
import {isWellKnown} from '../well-known-passwords.js';

/**
 * `directives`: `name value…`; `assignments`: `name = value` below `[section]`; `yaml`, which JSON is too; `hba`: the rows of PostgreSQL's
 * pg_hba.conf; `python`: `c.Class.name = literal`.
 */
export type ConfigFormat = 'directives' | 'assignments' | 'yaml' | 'hba' | 'python';

/** A setting as written in a file, before it is known whether anyone may see it. */
export type RawSetting = {readonly name: string; readonly value: string; readonly line: number};

/** One that decides whether clients authenticate. `value` is never a secret: see `emptySecret`, `knownSecret` and `MASK`. */
export type Setting = {
	/** Lower case; with the names of its sections before it, separated by dots. */
	readonly name: string;
	readonly value: SafeText;
	readonly path: SafeText;
	readonly line: number;
};

/** What a file of a container says about authentication, in its order; nothing else of it is kept. */
export type ConfigFile = {readonly settings: readonly Setting[]};

/** By path in the container: `null` for a file that is not there, unknown with the reason for one that could not be read. */
export type ConfigFiles = ReadonlyMap<string, Known<ConfigFile | null>>;

/** Which settings of a file decide. */
export type FileShape = {
	readonly format: ConfigFormat;
	/** Names of the settings that are kept. */
	readonly keeps: RegExp;
	/** Names of those whose value is a secret. */
	readonly secret?: RegExp;
	/** In a folder, the names of the files that are read. */
	readonly inFolder?: RegExp;
};

/** A file, or a folder of such files, that decides. */
export type WantedFile = FileShape & {readonly path: string};

/** Stands for a secret that is among the first that anyone tries. */
export const knownSecret = trusted('a well-known password');

/** Longer than any setting that decides. */
const MAX_LENGTH = 300;

/** What may be kept and shown of a file: only what decides, with its secrets masked. */
export function keptSettings(found: readonly RawSetting[], {keeps, secret}: FileShape, path: string): readonly Setting[] {
	return found.flatMap(({name, value, line}) => {
		const key = name.toLowerCase();
		if (!keeps.test(key)) return [];
		return [{name: key, value: shownValue(key, value, secret?.test(key) === true), path: sanitise(path), line}];
	});
}

function shownValue(name: string, value: string, isSecret: boolean): SafeText {
	if (isSecret) return value === '' ? trusted('') : isWellKnown(value) ? knownSecret : MASK;
	if (name === 'user') return sanitise(value.slice(0, MAX_LENGTH).split(' ').map(ofUserRule).join(' '));
	return maskValue(name, value.slice(0, MAX_LENGTH));
}

/** `>password`, `<password`, `#hash` and `!hash` of a Redis user. @source redis.io, ACL rules */
function ofUserRule(word: string): string {
	const sign = word.charAt(0);
	if (!'><#!'.includes(sign) || sign === '') return word;
	return `${sign}${sign === '>' && isWellKnown(word.slice(1)) ? knownSecret.replaceAll(' ', '-') : MASK}`;
}
