/** Why something could not be seen. `source` is where it was looked for (`engine:/top`, `host:/proc`), `reason` is for people. */
export type BlindSpot = {readonly source: string; readonly reason: string};

/** A value that was seen, or the reason why it was not. The second must never become `false`, `0` or `[]` on the way. */
export type Known<T> = {readonly known: true; readonly value: T} | {readonly known: false; readonly reason: BlindSpot};

export const known = <T>(value: T): Known<T> => ({known: true, value});
/** @param source  where it was looked for: `host:/proc`, `engine:/top`; @param reason  why it was not seen, for people */
export const unknown = (source: string, reason: string): Known<never> => ({known: false, reason: {source, reason}});

/** Whether a value of JSON is an object: no list, not `null`. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
