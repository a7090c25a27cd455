import {sanitise} from '../../text/safe-text.js';
import {MASK} from '../secrets.js';
import {dashed, fromEnv, fromOption} from './conditions.js';
import {optionName} from './read-options.js';
import type {Authentication, Clue, Condition, Trace} from './service.js';
import {isWellKnown} from './well-known-passwords.js';

const clue =
	(access: Authentication) =>
	({looksAt, holds}: Condition): Clue => ({
		looksAt,
		shows: setup => {
			const evidence = holds(setup);
			return evidence === null ? null : {access, evidence};
		},
	});

export const off = clue('open');
export const asks = clue('authenticated');
export const unseen = clue('unknown');
export const wellKnown = clue('guessable');

/** A variable with the password, or `NAME_FILE` with the file that holds it. A password of the dictionary protects nothing. */
export const password = (...names: readonly string[]): Clue => ({
	looksAt: names,
	shows: ({env: variables}) => {
		for (const name of names) {
			const value = variables.get(name) ?? '';
			if (value !== '')
				return {access: judged(value), evidence: [isWellKnown(value) ? known('Config.Env', name) : fromEnv(name, null)]};
			if ((variables.get(`${name}_FILE`) ?? '') !== '')
				return {access: 'authenticated', evidence: [fromEnv(`${name}_FILE`, null)]};
		}
		return null;
	},
});

/** An option with the password; empty, it is none. */
export const passwordOption = (...names: readonly string[]): Clue => ({
	looksAt: names.map(dashed),
	shows: ({options}) => {
		for (const name of names) {
			const value = options.get(optionName(name))?.at(-1)?.[0] ?? '';
			if (value !== '')
				return {
					access: judged(value),
					evidence: [isWellKnown(value) ? known('Config.Cmd', dashed(name)) : fromOption(name, undefined)],
				};
		}
		return null;
	},
});

/** A variable that no one set for it leaves the password empty, or it comes from elsewhere. */
function judged(value: string): Authentication {
	if (value === MASK) return 'authenticated';
	if (/^\$\{?\w+\}?$/.test(value)) return 'unknown';
	return isWellKnown(value) ? 'guessable' : 'authenticated';
}

const known = (path: string, name: string): Trace => ({
	source: 'inspect',
	path,
	value: sanitise(`${name} is a well-known password`),
});
