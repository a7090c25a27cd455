import {type SafeText, sanitise} from '../../../text/safe-text.js';
import {MASK} from '../../secrets.js';
import {given, matching, type Test} from '../conditions.js';
import {optionName} from '../read-options.js';
import type {Clue, Condition, Setup, Shown, Trace} from '../service.js';
import {type ConfigFile, type FileShape, knownSecret, type Setting} from './config-file.js';

/** A configuration file of a service. */
export type ServiceFile = FileShape & {
	/** Where this container has it, `null` where it is started without one. */
	readonly at: (setup: Setup) => string | null;
	/** Where its images have it, so that it is not certain that there is one: what else is known decides when it cannot be read. */
	readonly isDefault?: true;
	/** What the command line sets replaces settings of the same name. */
	readonly optionsWin?: true;
};

const nothingRead: ConfigFile = {settings: []};

/**
 * What a configuration file shows, by clues about its settings. A file that decides and was not read leaves the answer open.
 */
export const file = (named: ServiceFile, ...clues: readonly Clue[]): Clue => ({
	looksAt: clues.flatMap(({looksAt}) => looksAt),
	shows: setup => {
		const {at, format, keeps, secret, inFolder, optionsWin, isDefault} = named;
		const name = at(setup);
		if (name === null) return null;
		const path = resolved(setup.directory, name);
		const read = setup.files.get(path);
		if (read?.known === true)
			return firstShown(clues, {...setup, file: read.value === null ? nothingRead : effective(read.value, setup, optionsWin)});
		const why =
			read === undefined ? 'it was not read: only files of running containers that others reach are' : read.reason.reason;
		const evidence = [{source: 'file', path: sanitise(path), value: sanitise(why)} as const];
		const wanted = {
			path,
			format,
			keeps,
			...(secret === undefined ? {} : {secret}),
			...(inFolder === undefined ? {} : {inFolder}),
		};
		return {
			access: 'unknown',
			evidence,
			...(read === undefined ? {wants: wanted} : {}),
			...(isDefault === true ? {isDoubtOnly: true} : {}),
		};
	},
});

/** The first that decides; a file on which only a doubt depends is remembered, and does not. */
export function firstShown(clues: readonly Clue[], setup: Setup): Shown | null {
	let doubt: Shown | null = null;
	for (const {shows} of clues) {
		const shown = shows(setup);
		if (shown === null) continue;
		if (shown.isDoubtOnly !== true) return doubt?.wants === undefined ? shown : {...shown, wants: shown.wants ?? doubt.wants};
		doubt ??= shown;
	}
	return doubt;
}

const effective = ({settings}: ConfigFile, {options}: Setup, optionsWin: true | undefined): ConfigFile => ({
	settings: optionsWin === true ? settings.filter(({name}) => !options.has(optionName(name))) : settings,
});

/** An absolute path without `.` and `..`. */
export function resolved(directory: string, path: string): string {
	const parts: string[] = [];
	for (const part of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '' && part !== '.') parts.push(part);
	}
	return `/${parts.join('/')}`;
}

/** A setting of the file, the last one if it is written more than once. */
export const setting = (name: string | RegExp, test: Test = given): Condition => ({
	looksAt: [],
	holds: ({file: {settings}}) => {
		const found = settings.findLast(one => isNamed(one, name));
		return found === undefined || !test.passes(found.value) ? null : [fromFile(found)];
	},
});

/** A setting that may be written several times, each in force. */
export const anySetting = (name: string | RegExp, test: Test = given): Condition => ({
	looksAt: [],
	holds: ({file: {settings}}) => {
		const found = settings.find(one => isNamed(one, name) && test.passes(one.value));
		return found === undefined ? null : [fromFile(found)];
	},
});

/** A password in the file; empty, it is none. */
export const passwordSetting = (...names: readonly string[]): Clue => ({
	looksAt: [],
	shows: ({file: {settings}}) => {
		const found = settings.findLast(one => names.includes(one.name));
		return found === undefined || found.value === '' ? null : {access: judgedSecret(found.value), evidence: [fromFile(found)]};
	},
});

export const judgedSecret = (value: SafeText): Shown['access'] => (value === knownSecret ? 'guessable' : 'authenticated');

/** Whatever a value is: the setting is there. */
export const present: Test = {literal: false, passes: () => true};

const isNamed = ({name}: Setting, wanted: string | RegExp): boolean =>
	typeof wanted === 'string' ? name === wanted : wanted.test(name);

/** `/etc/redis/redis.conf:12`, `protected-mode no` */
export function fromFile({name, value, path, line}: Setting): Trace {
	const shown = value === '' ? 'is empty' : value === MASK ? 'is set' : value === knownSecret ? `is ${knownSecret}` : value;
	return {source: 'file', path: sanitise(`${path}:${line}`), value: sanitise(`${name} ${shown}`)};
}

/** A value that the service replaces with that of a variable: `${SECURITY:false}`. */
export const reference: Test = matching(/\$\{/);

/** The file that one of these options names, the last one. */
export const configOption =
	(...names: readonly string[]): ServiceFile['at'] =>
	({options}) =>
		names.map(name => options.get(name)?.at(-1)?.[0]).find(value => value !== undefined && /[/.]/.test(value)) ?? null;
