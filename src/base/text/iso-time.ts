/** The latest time value of a Date, in milliseconds from the epoch; negated, the earliest. @source ECMA-262, Time Values */
const furthest = 8.64e15;

/**
 * A time as RFC 3339 (`2026-11-28T17:00:00.000Z`); `null` when it is out of range. Times are untrusted: the history of an image
 * may contain 1e300, and `Date.prototype.toISOString` throws on it.
 *
 * @param milliseconds  since the epoch
 */
export const isoTime = (milliseconds: number): string | null =>
	Math.abs(milliseconds) <= furthest ? new Date(milliseconds).toISOString() : null;

/**
 * Milliseconds since the epoch of an untrusted time; `NaN` when it is none. V8 reads what is not in ISO format word by word, in time that
 * grows with the square of its length.
 */
export const parseTime = (text: string): number => (text.length > 64 ? Number.NaN : Date.parse(text));
