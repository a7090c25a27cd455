let segmenter: Intl.Segmenter | null = null;

/** What a reader takes for one character, in order. The segmenter is made when first needed: that takes 8 ms, and many fleets are all ASCII. */
export function graphemesOf(text: string): Iterable<Intl.SegmentData> {
	segmenter ??= new Intl.Segmenter('en', {granularity: 'grapheme'});
	return segmenter.segment(text);
}
