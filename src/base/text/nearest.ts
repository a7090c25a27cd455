/** More than twice as long as any of our names. */
const MAX_WORD_LENGTH = 100;

/** ` (did you mean "audit"?)` for a close match, else empty. Ignores case and the prefix of a slug. */
export function nearest(word: string, candidates: readonly string[], prefix = ''): string {
	if (word.length > MAX_WORD_LENGTH) return '';
	const ranked = candidates
		.map(candidate => ({candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase())}))
		.sort((a, b) => a.distance - b.distance);
	const best = ranked[0];
	return best !== undefined && best.distance <= (word.length < 4 ? 1 : 2) ? ` (did you mean "${prefix}${best.candidate}"?)` : '';
}

function distance(word: string, candidate: string): number {
	const isPart = word.length > 1 && (candidate.startsWith(word) || candidate.endsWith(`-${word}`));
	if (isPart) return Math.min(1, editDistance(word, candidate));
	// Skipped when the lengths differ too much: a word of 100 KB is not compared letter by letter.
	return Math.abs(word.length - candidate.length) > 2 ? Number.POSITIVE_INFINITY : editDistance(word, candidate);
}

function editDistance(a: string, b: string): number {
	let previous = Array.from({length: b.length + 1}, (_, index) => index);
	for (let row = 1; row <= a.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= b.length; column += 1) {
			const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
			current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
		}
		previous = current;
	}
	return previous[b.length] ?? 0;
}
