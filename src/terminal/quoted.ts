import {sanitise} from './sanitise.js';

/** Characters of a name that a message shows; more would hide what it says. */
const longest = 120;

/** Outside text as a message names it. What was pasted with a character that nobody sees would else read like what it is not. */
export function quoted(text: string): string {
	const shown = sanitise(text);
	if (shown.length > longest) return `"${shown.slice(0, longest)}…" (${text.length} characters)`;
	return `"${shown}"${shown === text ? '' : ' (with characters that cannot be shown)'}`;
}
