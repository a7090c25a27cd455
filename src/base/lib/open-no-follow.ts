import {constants, openSync} from 'node:fs';
import {hasCode} from './has-code.js';

/** Flags of open(2) to read a file that someone else may have replaced: a link would lead elsewhere, a pipe would keep the program waiting. */
export const readNoFollow = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens such a file, and returns its descriptor; `null` when there is none, or it was removed meanwhile. @throws Node's own error otherwise */
export function openNoFollow(path: string): number | null {
	try {
		return openSync(path, readNoFollow);
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return null;
		throw error;
	}
}
