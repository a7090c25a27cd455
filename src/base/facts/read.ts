import {isRecord} from '../answers/value.js';
import {parseTime} from '../text/iso-time.js';
import {type SafeText, sanitise, shortened} from '../text/safe-text.js';

/*
 * The type of an answer is what the documentation promises, not what an engine sends: old engines omit fields, Podman returns
 * `null`, a snapshot may have been edited. Facts read every field through these helpers, so that a bad value costs one fact, not a crash.
 */

/** The object, or an empty one for anything else. */
export const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

/** The objects of a list; other elements are skipped. */
export const records = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
	Array.isArray(value) ? value.filter(isRecord) : [];

/** The strings of a list; a single string counts as a list of one (Podman's entrypoints). */
export function strings(value: unknown): readonly string[] {
	if (typeof value === 'string') return value === '' ? [] : [value];
	return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

export const string = (value: unknown): string => (typeof value === 'string' ? value : '');

export const text = (value: unknown): SafeText => shortened(sanitise(string(value)));

export const textOrNull = (value: unknown): SafeText | null => (typeof value === 'string' && value !== '' ? text(value) : null);

export const texts = (value: unknown): readonly SafeText[] => strings(value).map(text);

export const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** `null` for 0, -1 or nothing, where these mean no limit. */
export const positive = (value: unknown): number | null => {
	const given = number(value);
	return given !== null && given > 0 ? given : null;
};

export const boolean = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

/** The entries of a map with string values. */
export const pairs = (value: unknown): readonly (readonly [string, string])[] =>
	Object.entries(record(value)).flatMap(([name, given]) => (typeof given === 'string' ? [[name, given] as const] : []));

/** RFC 3339; `null` for Go's zero time and anything that is not a time. */
export const time = (value: unknown): string | null =>
	typeof value === 'string' &&
	/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) &&
	!value.startsWith('0001-') &&
	!Number.isNaN(parseTime(value))
		? value
		: null;

/** The reason shown for evidence that is only fetched on demand: it says how to get it. */
export const notAsked = 'not collected yet: the tabs Processes and Image, or audit --deep, ask for it';
