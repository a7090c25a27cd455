import {constants} from 'node:fs';
import {boundedText} from '../terminal/bounded-text.js';

/** A file of accounts or of a system's name is smaller. */
const largest = 1024 * 1024;

/**
 * The text of a file that a container or image decides on, `null` where there is none to be read. No link is followed: it may have been
 * swapped in meanwhile, and lead into the host.
 */
export function readContainerFile(path: string): string | null {
	try {
		return boundedText(path, largest, constants.O_NOFOLLOW);
	} catch {
		// Absent, a link, a pipe, too large, or not ours to read: the caller says that it was not seen.
		return null;
	}
}
