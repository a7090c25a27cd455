import {isDeepStrictEqual} from 'node:util';
import {type HealthConfig, shellJoin, strings} from '../../../base/index.js';
import {amount, isWanted} from './kinds.js';
import {type Made, notInPodman, type OptionRow, type OptionRows, unchanged, without} from './row.js';

/** What a container runs: the value of `--entrypoint`, `null` for the image's, and what follows the image. */
export type Invocation = {
	readonly entrypoint: string | null;
	readonly args: readonly string[];
	/** Words of the entrypoint stand among the arguments. */
	readonly moved: boolean;
};

/**
 * Setting an entrypoint clears the image's command, so it is also set when it equals the image's and the command was cleared. Docker's
 * command line takes one word for the entrypoint: the others are moved to the front of the arguments. Podman's takes them as JSON.
 */
export function invocationOf({config, inherited, engine}: Made): Invocation {
	const [entrypoint, command] = [words(config.Entrypoint), words(config.Cmd)];
	const cleared = command.length === 0 && words(inherited.Cmd).length > 0;
	if (isDeepStrictEqual(entrypoint, words(inherited.Entrypoint)) && !cleared)
		return {entrypoint: null, args: isDeepStrictEqual(command, words(inherited.Cmd)) ? [] : command, moved: false};
	const [first = '', ...rest] = entrypoint;
	if (engine.podman && (rest.length > 0 || first.startsWith('[')))
		return {entrypoint: JSON.stringify(entrypoint), args: command, moved: false};
	return {entrypoint: first, args: [...rest, ...command], moved: rest.length > 0};
}

/** Podman before 5 joins the words into one string. */
function words(list: readonly string[] | string | null | undefined): readonly string[] {
	return typeof list === 'string' ? list.split(' ').filter(word => word !== '') : (list ?? []);
}

/** Nanoseconds in Go's notation, in the largest unit that divides them. */
export function goDuration(nanoseconds: number): string {
	if (nanoseconds % 1e9 === 0) return `${nanoseconds / 1e9}s`;
	if (nanoseconds % 1e6 === 0) return `${nanoseconds / 1e6}ms`;
	return nanoseconds % 1e3 === 0 ? `${nanoseconds / 1e3}us` : `${nanoseconds}ns`;
}

/** A field of the health check where it differs from the image's: the engine merges them one by one. */
const ownHealth =
	<Value>(read: (health: HealthConfig) => Value, write: (value: NonNullable<Value>, made: Made) => string | null) =>
	(made: Made): string[] => {
		const [own, image] = [made.config.Healthcheck, made.inherited.Healthcheck];
		if (!own || own.Test?.[0] === 'NONE') return [];
		const value = read(own);
		if (!value || isDeepStrictEqual(value, image ? read(image) : undefined)) return [];
		return [write(value, made) ?? []].flat();
	};

/** Podman also accepts the words as JSON, and parses a text that begins with one of these words, or as JSON, differently. */
function healthCommand([form, ...rest]: readonly string[], {engine: {podman}}: Made): string | null {
	const [first = ''] = rest;
	if (podman && form === 'CMD-SHELL' && /^\s*\[|^(none|cmd|cmd-shell)( |$)/i.test(first)) return JSON.stringify([form, ...rest]);
	if (podman && form === 'CMD' && rest.length > 1) return JSON.stringify(rest);
	if (form === 'CMD-SHELL') return first;
	return form === 'CMD' ? `exec ${shellJoin(rest)}` : null;
}

const duration = (field: 'Interval' | 'Timeout' | 'StartPeriod' | 'StartInterval', quadlet: OptionRow['quadlet']): OptionRow => ({
	field: `Config.Healthcheck.${field}`,
	kind: 'text',
	given: ownHealth(health => health[field], goDuration),
	edit: unchanged,
	judge: without('is a duration, and cannot be required'),
	compose: 'healthcheck',
	quadlet,
});

export const healthOptions = {
	'--no-healthcheck': {
		field: 'Config.Healthcheck',
		kind: 'switch',
		given: ({config, inherited}) =>
			config.Healthcheck?.Test?.[0] === 'NONE' && inherited.Healthcheck?.Test?.[0] !== 'NONE' ? [null] : [],
		edit: unchanged,
		judge: ({hasHealthcheck}) => !hasHealthcheck,
		compose: 'healthcheck',
		quadlet: {lines: [['HealthCmd', 'none']]},
	},
	'--health-cmd': {
		field: 'Config.Healthcheck',
		kind: 'text',
		given: ownHealth(({Test}) => (Test?.length ? Test : null), healthCommand),
		edit: unchanged,
		judge: ({hasHealthcheck, raw: {Config}}, value) =>
			hasHealthcheck && (value === '' || strings(Config?.Healthcheck?.Test).slice(1).join(' ') === value),
		compose: 'healthcheck',
		isFreeText: true,
		quadlet: 'HealthCmd',
	},
	'--health-interval': duration('Interval', 'HealthInterval'),
	'--health-timeout': duration('Timeout', 'HealthTimeout'),
	'--health-start-period': duration('StartPeriod', 'HealthStartPeriod'),
	'--health-start-interval': duration('StartInterval', notInPodman),
	'--health-retries': amount('Config.Healthcheck.Retries', 'healthcheck', {
		given: ownHealth(({Retries}) => Retries, String),
		quadlet: 'HealthRetries',
	}),
} as const satisfies OptionRows;

export const entrypointOption = {
	'--entrypoint': {
		field: 'Config.Entrypoint',
		kind: 'text',
		given: made => [invocationOf(made).entrypoint ?? []].flat(),
		edit: unchanged,
		judge: ({raw: {Config}}, value) => isWanted(strings(Config?.Entrypoint).join(' '), value),
		compose: 'entrypoint',
		isFreeText: true,
		quadlet: 'Entrypoint',
	},
} as const satisfies OptionRows;
