type Place = {readonly start: number; readonly end: number};

/** What opens and closes; a backslash takes the next character with it, and stands in strings alone. */
const token = /\\[\s\S]?|["[\]{}]/g;

/**
 * Where the objects and lists lie that stand one after the other in a text, the last one maybe cut short. Nothing when anything but white
 * space stands between them: then it is no sequence. @source RFC 8259 (JSON text); jq(1) reads the same
 */
export function jsonTexts(text: string): readonly Place[] {
	const found: Place[] = [];
	let inString = false;
	let depth = 0;
	let start = 0;
	let last = 0;
	for (const {0: sign, index} of text.matchAll(token)) {
		if (depth === 0) {
			if (!/^[[{]$/.test(sign) || text.slice(last, index).trim() !== '') return [];
			start = index;
		}
		if (sign === '"') inString = !inString;
		if (inString || sign === '"' || sign.startsWith('\\')) continue;
		depth += sign === '{' || sign === '[' ? 1 : -1;
		if (depth > 0) continue;
		last = index + 1;
		found.push({start, end: last});
	}
	if (depth > 0) return [...found, {start, end: text.length}];
	return text.slice(last).trim() === '' ? found : [];
}
