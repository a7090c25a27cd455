/**
 * Words of a line, quotes removed; a word may be empty. Quotes in the middle of one keep its blanks together: `>"two words"`.
 *
 * @param quotes  the letters that quote; a backslash escapes within `"` only
 * @source redis sds.c (sdssplitargs); PostgreSQL documentation, The pg_hba.conf File
 */
export function splitWords(line: string, quotes = '"\''): readonly string[] {
	const found: string[] = [];
	let word: string | null = null;
	let quote = '';
	for (let at = 0; at < line.length; at++) {
		const letter = line.charAt(at);
		if (quote === '' && quotes.includes(letter)) {
			quote = letter;
			word ??= '';
		} else if (quote !== '' && letter === quote) quote = '';
		else if (quote === '"' && letter === '\\') {
			at++;
			word += line.charAt(at);
		} else if (quote === '' && /\s/.test(letter)) {
			if (word !== null) found.push(word);
			word = null;
		} else word = (word ?? '') + letter;
	}
	if (word !== null) found.push(word);
	return found;
}

/**
 * A line without what is longer than any setting. Its returns and the line separators of Unicode become blanks: `.` matches none of them,
 * so each `.*$` would be tried from every position before one.
 */
export const shortLine = (line: string): string =>
	line
		.slice(0, 4096)
		.replace(/\r$/, '')
		.replace(/[\r\u2028\u2029]/g, ' ');
