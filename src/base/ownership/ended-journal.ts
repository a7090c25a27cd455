import {isWritten} from './journal.js';
import {isRunning, ownIdentity} from './process-identity.js';
import type {JournalFile} from './read-journals.js';

/** Milliseconds of inactivity after which a dockscope process that is not visible from here counts as ended: no trial takes that long. */
const MAX_TRIAL_TIME = 3_600_000;
/** Milliseconds: far more than between creating a journal and writing its first line. */
const firstLineWithin = 1_000;

/** Whether the dockscope that wrote a journal does not write to it any more. */
export function hasEnded({file, by, writtenAt}: JournalFile, now: number): boolean {
	if (isWritten(file)) return false;
	// A journal of this process that is no longer written to: its rehearsal is over.
	if (by !== null && by.pid === process.pid && isRunning(by) === 'running') return true;
	// Its first line is incomplete: nothing was created, and its writer notices when the file is gone.
	if (by === null) return now - writtenAt > firstLineWithin;
	const state = isRunning(by);
	return state === 'ended' || (state === 'unknown' && now - writtenAt > MAX_TRIAL_TIME);
}

/** Traces end with the kernel that has them. */
export function isOfThisKernel({by}: JournalFile): boolean {
	const own = ownIdentity();
	return by !== null && by.host === own.host && by.boot === own.boot;
}
