/** True when a pattern with `*` (any text) and `?` (one character) covers the whole text. */
export function matchesGlob(pattern: string, text: string): boolean {
	// Each star matches as little as it can; on a mismatch the last one takes one character more. Never more steps than one length times the other.
	let at = 0;
	let star = -1;
	let retry = 0;
	let position = 0;
	while (position < text.length) {
		const wanted = pattern[at];
		if (wanted === '*') {
			star = at;
			retry = position;
			at += 1;
		} else if (wanted !== undefined && (wanted === '?' || wanted === text[position])) {
			at += 1;
			position += 1;
		} else if (star >= 0) {
			at = star + 1;
			retry += 1;
			position = retry;
		} else {
			return false;
		}
	}
	return /^\**$/.test(pattern.slice(at));
}
