import type {BlindSpot} from '../answers/index.js';
import {type Row, unreadableRows} from '../answers/readable-part.js';
import {sanitise} from '../text/safe-text.js';

/** The malformed rows of a list, by name, safe to show. @param source  of the list, `engine:/networks` */
export const malformedRows = (source: string, rows: readonly (Row | null)[]): readonly BlindSpot[] =>
	unreadableRows(source, rows).map(spot => ({source: sanitise(spot.source), reason: sanitise(spot.reason)}));
