import {spanWords} from '../../base/index.js';

/** For how long a generation was recorded: the recorder writes these seconds with its summaries, about once a minute. */
export const recordedFor = (seconds: number): string => (seconds < 1 ? 'under 1 min' : spanWords(seconds * 1000));
