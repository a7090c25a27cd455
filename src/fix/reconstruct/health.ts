import {type HealthConfig, shellJoin} from '../../base/index.js';
import {flag, given, option, type RunOption} from '../../judge/index.js';
import type {EngineDefaults} from './engine-defaults.js';

/** Each field that differs from the image's: the engine merges them one by one. */
export function healthOptions(
	own: HealthConfig | null | undefined,
	image: HealthConfig | null | undefined,
	engine: EngineDefaults,
	warnings: string[],
): RunOption[] {
	if (!own) return [];
	if (own.Test?.[0] === 'NONE') return image?.Test?.[0] === 'NONE' ? [] : [flag('--no-healthcheck')];
	return [
		...(same(own.Test, image?.Test) ? [] : test(own.Test ?? [], engine, warnings)),
		...duration('--health-interval', own.Interval, image?.Interval),
		...duration('--health-timeout', own.Timeout, image?.Timeout),
		...duration('--health-start-period', own.StartPeriod, image?.StartPeriod),
		...duration('--health-start-interval', own.StartInterval, image?.StartInterval),
		...(own.Retries === image?.Retries ? [] : given('--health-retries', own.Retries)),
	];
}

/** Podman also accepts the words as JSON, and parses a text that begins with one of these words, or as JSON, differently. */
function test([form, ...rest]: readonly string[], {podman}: EngineDefaults, warnings: string[]): RunOption[] {
	if (podman && form === 'CMD-SHELL' && /^\s*\[|^(none|cmd|cmd-shell)( |$)/i.test(rest[0] ?? ''))
		return [option('--health-cmd', JSON.stringify([form, ...rest]))];
	if (podman && form === 'CMD' && rest.length > 1) return [option('--health-cmd', JSON.stringify(rest))];
	if (form === 'CMD-SHELL') {
		if (rest.length > 1)
			warnings.push('its health check has more words after the shell command, which docker run cannot express');
		return [option('--health-cmd', rest[0] ?? '')];
	}
	if (form !== 'CMD') return [];
	warnings.push(
		"the health check is in exec form, which docker run cannot express: the command runs it through the image's /bin/sh",
	);
	return [option('--health-cmd', `exec ${shellJoin(rest)}`)];
}

const same = (a: readonly string[] | null | undefined, b: readonly string[] | null | undefined): boolean =>
	JSON.stringify(a ?? []) === JSON.stringify(b ?? []);

function duration(name: string, own: number | undefined, image: number | undefined): RunOption[] {
	return !own || own === image ? [] : [option(name, goDuration(own))];
}

/** Nanoseconds in Go's notation, in the largest unit that divides them. */
export function goDuration(nanoseconds: number): string {
	if (nanoseconds % 1e9 === 0) return `${nanoseconds / 1e9}s`;
	if (nanoseconds % 1e6 === 0) return `${nanoseconds / 1e6}ms`;
	return nanoseconds % 1e3 === 0 ? `${nanoseconds / 1e3}us` : `${nanoseconds}ns`;
}
