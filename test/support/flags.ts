import {type Change, flagsOf as ofChange} from '../../src/judge/changes/change.js';

/** The options of a change as people type them; `null` where there is no change. */
export const flagsOf = (change: Change | null | undefined) => (change ? ofChange(change) : null);
