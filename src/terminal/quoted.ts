import {sanitise} from './sanitise.js';

/** Outside text as a message names it. What was pasted with a character that nobody sees would else read like what it is not. */
export function quoted(text: string): string {
	const shown = sanitise(text);
	return `"${shown}"${shown === text ? '' : ' (with characters that cannot be shown)'}`;
}
