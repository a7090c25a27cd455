import {isRecord} from '../answers/is-record.js';
import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {shortened} from '../terminal/shorten.js';

/*
 * An answer's type is a promise of its documentation, not of the engine that sent it: old engines leave fields out, Podman gives
 * `null`, a snapshot may have been edited. Facts read every field through these, so that a wrong one costs a fact and no crash.
 */

/** An object to read from: empty for anything else. */
export const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

/** Objects of a list; anything else in it is left out. */
export const records = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
	Array.isArray(value) ? value.filter(isRecord) : [];

/** Strings of a list; one string counts as a list of one (Podman's entrypoints). */
export function strings(value: unknown): readonly string[] {
	if (typeof value === 'string') return value === '' ? [] : [value];
	return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

export const string = (value: unknown): string => (typeof value === 'string' ? value : '');

export const text = (value: unknown): SafeText => shortened(sanitise(string(value)));

export const textOrNull = (value: unknown): SafeText | null => (typeof value === 'string' && value !== '' ? text(value) : null);

export const texts = (value: unknown): readonly SafeText[] => strings(value).map(text);

export const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** `null` where a limit of 0, -1 or nothing means none. */
export const positive = (value: unknown): number | null => {
	const given = number(value);
	return given !== null && given > 0 ? given : null;
};

export const boolean = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

/** Pairs of a map whose values are strings. */
export const pairs = (value: unknown): readonly (readonly [string, string])[] =>
	Object.entries(record(value)).flatMap(([name, given]) => (typeof given === 'string' ? [[name, given] as const] : []));

/** RFC 3339; `null` for Go's zero time and anything that is no time. */
export const time = (value: unknown): string | null =>
	typeof value === 'string' &&
	/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) &&
	!value.startsWith('0001-') &&
	!Number.isNaN(Date.parse(value))
		? value
		: null;

/** Why what is asked for on demand alone is not known: who wants to know it learns how. */
export const notAsked = 'not asked for: audit --deep does, and so do the pages of the terminal UI';
