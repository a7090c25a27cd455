/** Words of a line, quotes removed; a word may be empty. */
export function words(line: string): readonly string[] {
	return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']\S*)/g)].map(
		([, double, single, bare]) => double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '',
	);
}

/** A line without its return, and without what is longer than any setting. */
export const shortLine = (line: string): string => line.slice(0, 4096).replace(/\r$/, '');
