/** The last moment that a date can hold, in milliseconds from the epoch, and with a minus the first. @source ECMA-262, Time Values */
const furthest = 8.64e15;

/**
 * A moment as RFC 3339 (`2026-11-28T17:00:00.000Z`); `null` for a number that is no moment. Times come from strangers: the history of an image
 * may say 1e300, and `Date.prototype.toISOString` throws on it.
 *
 * @param milliseconds  since the epoch
 */
export const isoTime = (milliseconds: number): string | null =>
	Math.abs(milliseconds) <= furthest ? new Date(milliseconds).toISOString() : null;
