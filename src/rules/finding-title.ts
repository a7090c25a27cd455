import type {Verdict} from './verdict.js';

type FindingText = Pick<Verdict, 'verdict' | 'title' | 'detail'>;

/**
 * The part of a verdict's detail that its title does not say. A detail is a complete statement, since risk factors show it
 * without a title; after the title half of it would be redundant: `Container can read host credentials: can read /etc on the host`.
 *
 * @returns `null` when it adds nothing
 */
export function detailBeyondTitle({verdict, title, detail}: FindingText): string | null {
	if (detail === null || detail === '') return null;
	// Why a rule does not apply is a separate statement.
	if (verdict === 'not-applicable') return detail;
	const words = detail.split(' ');
	const titleWords = title.toLowerCase().split(' ');
	if (words.every(word => fillers.has(word.toLowerCase()) || titleWords.includes(word.toLowerCase()))) return null;
	const rest = words.slice(repeatedAtStart(words, titleWords));
	return rest.slice(0, rest.length - repeatedAtEnd(rest, titleWords)).join(' ');
}

/** Title and what the detail adds, in one line. */
export function findingTitle(verdict: FindingText): string {
	const more = detailBeyondTitle(verdict);
	if (more === null) return verdict.title;
	return more.startsWith('(') ? `${verdict.title} ${more}` : `${verdict.title}: ${more}`;
}

const articles: ReadonlySet<string> = new Set(['a', 'an', 'the', 'its']);
const fillers: ReadonlySet<string> = new Set([...articles, 'it', 'is', 'of']);

/** Words at the start that the title has in the same order: its verb, which is among its first words, or several words elsewhere. */
function repeatedAtStart(words: readonly string[], titleWords: readonly string[]): number {
	if (articles.has(words[0] ?? '')) return 0;
	const runs = titleWords.map((_, place) => {
		const length = sameFrom(words, titleWords.slice(place));
		return place > 0 && (place <= 2 || length > 1) ? length : 0;
	});
	return Math.max(0, ...runs);
}

/** Words at the end that the title has in the same order, two at least; not from an article on, which would leave a dangling preposition. */
function repeatedAtEnd(words: readonly string[], titleWords: readonly string[]): number {
	for (let start = 1; start < words.length - 1; start += 1) {
		const end = words.slice(start);
		if (!titleWords.some((_, place) => sameFrom(end, titleWords.slice(place)) === end.length)) continue;
		return articles.has(end[0] ?? '') ? 0 : end.length;
	}
	return 0;
}

function sameFrom(words: readonly string[], titleWords: readonly string[]): number {
	const end = words.findIndex((word, index) => word.toLowerCase() !== titleWords[index]);
	return end === -1 ? words.length : end;
}
