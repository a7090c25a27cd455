import {sanitise} from '../../text/safe-text.js';
import {maskValue} from '../secrets.js';
import {optionName} from './read-options.js';
import type {Condition, Setup, Trace} from './service.js';

/** What a value must be. `literal`: it is one of the words in the table, so it may be shown. */
export type Test = {readonly literal: boolean; readonly passes: (value: string) => boolean};

export const matching = (pattern: RegExp): Test => ({literal: true, passes: value => pattern.test(value)});
export const yes = matching(/^(?:1|t|true|y|yes|on|enabled?)$/i);
export const no = matching(/^(?:0|f|false|n|no|off|none|disabled?|)$/i);
/** A switch: present without a value, or with one that does not turn it off. */
export const on: Test = {literal: false, passes: value => value === '' || !no.passes(value)};
export const given: Test = {literal: false, passes: value => value !== ''};
export const empty = matching(/^$/);

/** A variable of the container. */
export const env = (name: string, test: Test = given): Condition => ({
	looksAt: [name],
	holds: ({env: variables}) => {
		const value = variables.get(name);
		return value === undefined || !test.passes(value) ? null : [fromEnv(name, test.literal ? value : null)];
	},
});

/** An option of its command, the last one if it is given more than once; names without their dashes. */
export const option = (name: string, test: Test = on): Condition => ({
	looksAt: [dashed(name)],
	holds: ({options}) => {
		const value = options.get(optionName(name))?.at(-1);
		if (value === undefined || !test.passes(value[0] ?? '')) return null;
		const [shown = null] = value;
		return [fromOption(name, test.literal || shown === null || yes.passes(shown) ? shown : undefined)];
	},
});

/** An option that may be given several times, each in force: `-H unix:// -H tcp://`. */
export const repeated = (name: string, test: Test): Condition => ({
	looksAt: [dashed(name)],
	holds: ({options}) => {
		const value = options.get(optionName(name))?.find(([first = '']) => test.passes(first));
		return value === undefined ? null : [fromOption(name, test.literal ? (value[0] ?? null) : undefined)];
	},
});

/** One of several options or variables that mean the same. */
export const any = (...conditions: readonly Condition[]): Condition => ({
	looksAt: conditions.flatMap(({looksAt}) => looksAt),
	holds: setup => {
		for (const {holds} of conditions) {
			const found = holds(setup);
			if (found !== null) return found;
		}
		return null;
	},
});

export const all = (...conditions: readonly Condition[]): Condition => ({
	looksAt: conditions.flatMap(({looksAt}) => looksAt),
	holds: setup => {
		const found = conditions.map(({holds}) => holds(setup));
		return found.some(traces => traces === null) ? null : found.flatMap(traces => traces ?? []);
	},
});

export const not = ({looksAt, holds}: Condition): Condition => ({
	looksAt,
	holds: setup => (holds(setup) === null ? [{source: 'inspect', path: 'Config', value: `no ${looksAt.join(', ')}`}] : null),
});

/** A word of the command that is not an option: `server`, `proxy`. */
export const word = (name: string): Condition => ({
	looksAt: [name],
	holds: ({words}) => (words.has(name) ? [{source: 'inspect', path: 'Config.Cmd', value: name}] : null),
});

export const tag = (pattern: RegExp): Condition => ({
	looksAt: [],
	holds: setup => (pattern.test(setup.tag) ? [fromTag(setup)] : null),
});

/** Versions before this one; where the version is not known neither this nor `since` holds. */
export const before = (...version: readonly number[]): Condition => ({
	looksAt: [],
	holds: setup => (setup.version !== null && compare(setup.version, version) < 0 ? [fromTag(setup)] : null),
});

export const since = (...version: readonly number[]): Condition => ({
	looksAt: [],
	holds: setup => (setup.version !== null && compare(setup.version, version) >= 0 ? [fromTag(setup)] : null),
});

/** A configuration file that was not read. */
export const config: Condition = {looksAt: [], holds: ({configs}) => (configs.length > 0 ? configs : null)};

/** An option as it is written. */
export const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** The value is a word of the table, and still masked where its name says that it is a secret. */
export const fromEnv = (name: string, value: string | null): Trace => ({
	source: 'inspect',
	path: 'Config.Env',
	value:
		value === null
			? sanitise(`${name} is set`)
			: value === ''
				? sanitise(`${name} is empty`)
				: sanitise(`${name}=${maskValue(name, value)}`),
});

/** @param value  `null` for an option without one, and `undefined` for one that is not shown */
export function fromOption(name: string, value: string | null | undefined): Trace {
	const shown =
		value === null ? '' : value === undefined ? ' has a value' : value === '' ? ' is empty' : ` ${maskValue(name, value)}`;
	return {source: 'inspect', path: 'Config.Cmd', value: sanitise(`${dashed(name)}${shown}`)};
}

const fromTag = ({tag: given}: Setup): Trace => ({source: 'inspect', path: 'Config.Image', value: sanitise(`tag ${given}`)});

/** Negative where `one` is older; parts that are missing count as 0. */
function compare(one: readonly number[], other: readonly number[]): number {
	for (let at = 0; at < Math.max(one.length, other.length); at++) {
		const difference = (one[at] ?? 0) - (other[at] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}
