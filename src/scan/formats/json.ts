import {isRecord, type SafeText, sanitise} from '../../base/index.js';

/** Readers for documents without a guaranteed shape: they never throw, and all text is sanitised. */
export type Json = Record<string, unknown>;

export const isObject: (value: unknown) => value is Json = isRecord;

/** The value at a path of keys, `undefined` when a step is missing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
	let here = value;
	for (const key of path) {
		if (!isObject(here) || !Object.hasOwn(here, key)) return undefined;
		here = here[key];
	}
	return here;
}

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * The rows of a list of findings. A value that is neither a list nor absent is a row that cannot be read: a list that became an object in
 * another version would otherwise be an empty one, and the image clean.
 */
export const rowsOf = (value: unknown): readonly unknown[] =>
	Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

export const entries = (value: unknown): readonly [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

/**
 * UTF-16 units. Some texts are read again for each row that refers to them: without a limit, a long one would multiply. Cut here instead of by
 * `shorten`, which counts all that it leaves out.
 */
const MAX_TEXT_LENGTH = 16_384;

/** Non-empty text: `''`, and some scanners' words for "nothing", are `null`. */
export function text(value: unknown): SafeText | null {
	if (typeof value === 'number' && Number.isFinite(value)) return sanitise(String(value));
	if (typeof value !== 'string') return null;
	const trimmed = (value.length > MAX_TEXT_LENGTH ? `${value.slice(0, MAX_TEXT_LENGTH)}…` : value).trim();
	return trimmed === '' ? null : sanitise(trimmed);
}

/** A real date: Go's zero time and the epoch, which some producers write for "none", are `null`. */
export function date(value: unknown): SafeText | null {
	const found = text(value);
	return found === null || /^(0001-01-01|1970-01-01T00:00:00)/.test(found) ? null : found;
}

/** Like `text`, for formats that write `None` (Anchore, Python) for null. */
export function textOrNone(value: unknown): SafeText | null {
	return typeof value === 'string' && /^(none|null|n\/a)$/i.test(value.trim()) ? null : text(value);
}

export const rawText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A finite number, possibly written as a string (Snyk's EPSS, Aqua's scores). */
export function number(value: unknown): number | null {
	if (typeof value === 'number') return Number.isFinite(value) ? value : null;
	if (typeof value !== 'string' || value.trim() === '') return null;
	const parsed = Number(value);
	return Number.isFinite(parsed) ? parsed : null;
}

export function first<T>(...values: readonly (T | null | undefined)[]): T | null {
	for (const value of values) if (value !== null && value !== undefined) return value;
	return null;
}

export function texts(value: unknown): readonly SafeText[] {
	const found: SafeText[] = [];
	for (const item of list(value)) {
		const one = text(item);
		if (one !== null) found.push(one);
	}
	return found;
}
