import {constants} from 'node:fs';
import {boundedText} from '../terminal/bounded-text.js';

/** Account files and os-release are smaller. */
const largest = 1024 * 1024;

/**
 * The text of a file whose content a container or image controls, `null` where there is none to be read. Links are not followed: one may
 * have been swapped in meanwhile, and lead into the host.
 */
export function readContainerFile(path: string): string | null {
	try {
		return boundedText(path, largest, constants.O_NOFOLLOW);
	} catch {
		// Absent, a link, a pipe, too large or not readable: the caller reports that it was not seen.
		return null;
	}
}
