import {errorText} from '../text/error-text.js';
import {type SafeText, sanitise} from '../text/safe-text.js';

/*
 * Unexpected errors that stopped only one thing: a rule on one container, the open page, one row of a report. The boundary that
 * caught it continues with the rest, shows the reason in its place, and records it here, so that it is neither swallowed nor
 * mistaken for a result: `main` writes each to stderr and exits with the status of an internal error.
 */

/** One defect may hit each of 20,000 containers. */
const listedAtMost = 20;

const noted = new Set<string>();
let unlisted = 0;

/**
 * Records a failure.
 *
 * The error's message is omitted: it may quote what it failed on, such as a password. Its class and location are ours.
 *
 * @param what  what stopped, in words fit to be shown: `the rule container-privileged on web`
 * @returns the reason, for a blind spot or in place of the missing result
 */
export function noteUnforeseen(what: string, error: unknown): string {
	const reason = `${what} stopped with ${error instanceof Error ? error.name : 'an error'}. Please report this as a bug.`;
	const line = `${reason}${firstFrame(error)}`;
	if (noted.has(line)) return reason;
	if (noted.size < listedAtMost) noted.add(line);
	else unlisted += 1;
	return reason;
}

/** The message of an error; for one that is a defect of dockscope, not of a machine or engine, it says so. */
export const troubleText = (what: string, error: unknown): SafeText =>
	isDefect(error) ? sanitise(noteUnforeseen(what, error)) : errorText(error);

/** Node's own errors have these classes too, but with a code: `ERR_INVALID_URL`. */
const isDefect = (error: unknown): boolean =>
	(error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) &&
	!('code' in error) &&
	error.cause === undefined;

/** The failures recorded since the last call, one line each. */
export function takeUnforeseen(): readonly string[] {
	const lines = unlisted === 0 ? [...noted] : [...noted, `${unlisted} more like these`];
	noted.clear();
	unlisted = 0;
	return lines;
}

/** ` (ruleOf, chunk-A.js:10:3)`: the first frame of the stack, without the installation folder. */
export function firstFrame(error: unknown): string {
	const frame = error instanceof Error ? /^\s+at (.+)$/m.exec(error.stack ?? '')?.[1] : undefined;
	if (frame === undefined) return '';
	const [, name, place] = /^(?:([\w.$<> ]+) \()?(?:.*\/)?([^/()]+)\)?$/.exec(frame) ?? [];
	return place === undefined ? '' : ` (${[name, place].filter(Boolean).join(', ')})`;
}
