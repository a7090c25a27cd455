/** Words of a line, quotes removed; a word may be empty. */
export function words(line: string): readonly string[] {
	return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']\S*)/g)].map(
		([, double, single, bare]) => double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '',
	);
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
