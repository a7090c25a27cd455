import {errorText} from './error-text.js';
import type {SafeText} from './safe-text.js';
import {sanitise} from './sanitise.js';

/*
 * What nobody foresaw, and stopped one thing only: a rule on one container, the page that was open, one row of a report. The boundary that
 * caught it goes on with the rest, shows the reason where that one thing would stand, and notes it here, so that it is neither swallowed nor
 * mistaken for a result: `main` writes each to stderr and ends with the status of a fault in the program.
 */

/** One defect may hit each of 20,000 containers. */
const listedAtMost = 20;

const noted = new Set<string>();
let unlisted = 0;

/**
 * Notes a failure.
 *
 * The message of the error is left out: it may quote what it failed on, a password say. Its class and place are ours.
 *
 * @param what  what stopped, in words fit to be shown: `the rule container-privileged on web`
 * @returns the reason, for a blind spot or in the place of what could not be made
 */
export function noteUnforeseen(what: string, error: unknown): string {
	const reason = `${what} stopped with ${error instanceof Error ? error.name : 'an error'}. Please report this as a bug.`;
	const line = `${reason}${placeOf(error)}`;
	if (noted.has(line)) return reason;
	if (noted.size < listedAtMost) noted.add(line);
	else unlisted += 1;
	return reason;
}

/** What an error says; of one that a defect of ours throws, and no machine or engine, that it is one. */
export const troubleText = (what: string, error: unknown): SafeText =>
	isDefect(error) ? sanitise(noteUnforeseen(what, error)) : errorText(error);

/** Node's own refusals are of these classes too, and carry a code: `ERR_INVALID_URL`. */
const isDefect = (error: unknown): boolean =>
	(error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) &&
	!('code' in error) &&
	error.cause === undefined;

/** What was noted since it was last asked for, one line each; empty when all went as foreseen. */
export function takeUnforeseen(): readonly string[] {
	const lines = unlisted === 0 ? [...noted] : [...noted, `${unlisted} more like these`];
	noted.clear();
	unlisted = 0;
	return lines;
}

/** ` (ruleOf, chunk-A.js:10:3)`: the first frame of the stack, without the folder where the program lies. */
export function placeOf(error: unknown): string {
	const frame = error instanceof Error ? /^\s+at (.+)$/m.exec(error.stack ?? '')?.[1] : undefined;
	if (frame === undefined) return '';
	const [, name, place] = /^(?:([\w.$<> ]+) \()?(?:.*\/)?([^/()]+)\)?$/.exec(frame) ?? [];
	return place === undefined ? '' : ` (${[name, place].filter(Boolean).join(', ')})`;
}
