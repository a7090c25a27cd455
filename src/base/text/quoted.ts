import {sanitise, startOf} from './safe-text.js';

/** Characters of a name that a message shows; more would hide the message. */
const MAX_LENGTH = 120;

/** Untrusted text as quoted in a message. Invisible characters are shown, since a pasted name with one would look like another. */
export function quoted(text: string): string {
	const shown = sanitise(text);
	if (shown.length > MAX_LENGTH) return `"${startOf(shown, MAX_LENGTH)}…" (${text.length} characters)`;
	return `"${shown}"${shown === text ? '' : ' (with characters that cannot be shown)'}`;
}
