/** Cached widths before the cache is cleared: enough for several screens of text. */
const mostKept = 5000;

/**
 * A width function with a cache: Ink measures each text on the screen for each frame (`widest-line` in
 * ink/build/render-node-to-output.js, 7.1.1), some 500 on a screen of 200x50, and few of them change between frames.
 */
export function keepingWidths(widestLine: (text: string) => number): (text: string) => number {
	const widths = new Map<string, number>();
	return text => {
		let width = widths.get(text);
		if (width === undefined) {
			if (widths.size >= mostKept) widths.clear();
			width = widestLine(text);
			widths.set(text, width);
		}
		return width;
	};
}
