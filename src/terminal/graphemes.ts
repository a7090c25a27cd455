let segmenter: Intl.Segmenter | null = null;

/** A grapheme and where it begins. */
export type Grapheme = {readonly segment: string; readonly index: number};

/**
 * Units that are segmented at a time. Of a text as a whole each step of `Intl.Segmenter` costs as much as the text is long: 100,000
 * characters take half a minute (Node 20 and 24, ICU). A grapheme that is longer than this, which no script has, is cut.
 */
const window = 256;

/** What a reader takes for one character, in order. The segmenter is made when first needed: that takes 8 ms, and many fleets are all ASCII. */
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
		// The last one of a part may go on behind it: the next part begins with it.
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
