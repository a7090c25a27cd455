let segmenter: Intl.Segmenter | null = null;

export type Grapheme = {readonly segment: string; readonly index: number};

/**
 * UTF-16 units that are segmented at a time. The cost of each step of `Intl.Segmenter` grows with the length of the text: 100,000
 * characters take half a minute (Node 20 and 24, ICU). A longer grapheme, which no script has, is cut.
 */
const window = 256;

/** User-perceived characters, in order. The segmenter is created on demand: that takes 8 ms, and many fleets are all ASCII. */
export function* graphemesOf(text: string): Generator<Grapheme> {
	let from = 0;
	while (from < text.length) {
		const part = text.slice(from, from + window);
		const isEnd = from + window >= text.length;
		let last: Grapheme | null = null;
		for (const one of segmentsOf(part)) {
			if (last !== null) yield last;
			last = {segment: one.segment, index: from + one.index};
		}
		if (last === null) return;
		// The last grapheme of a window may continue behind it: the next window starts with it.
		const goesOn = !isEnd && last.index > from;
		if (!goesOn) yield last;
		from = goesOn ? last.index : from + part.length;
	}
}

function* segmentsOf(part: string): Iterable<Grapheme> {
	if (/^[\x20-\x7e]*$/.test(part)) {
		for (let index = 0; index < part.length; index += 1) yield {segment: part[index] ?? '', index};
		return;
	}
	segmenter ??= new Intl.Segmenter('en', {granularity: 'grapheme'});
	yield* segmenter.segment(part);
}
