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
	const titleWords = title.toLowerCase().split(' ');
	const words = withoutLabel(detail.split(' '), titleWords);
	if (words.every(word => isSaid(word, titleWords))) return null;
	const rest = words.slice(repeatedAtStart(words, titleWords));
	return withoutRepeat(rest.slice(0, rest.length - repeatedAtEnd(rest, titleWords)), titleWords).join(' ');
}

/** Title and what the detail adds, in one line. */
export function findingTitle(verdict: FindingText): string {
	const more = detailBeyondTitle(verdict);
	if (more === null) return verdict.title;
	return more.startsWith('(') ? `${verdict.title} ${more}` : `${verdict.title}: ${more}`;
}

const articles: ReadonlySet<string> = new Set(['a', 'an', 'the', 'its']);
const fillers: ReadonlySet<string> = new Set([...articles, 'it', 'is', 'of']);
/** A statement does not end with one. */
const linking: ReadonlySet<string> = new Set([
	...articles,
	...['is', 'of'],
	...[
		'and',
		'are',
		'as',
		'at',
		'by',
		'can',
		'for',
		'from',
		'has',
		'have',
		'in',
		'may',
		'on',
		'or',
		'that',
		'through',
		'to',
		'with',
	],
]);

const isSaid = (word: string, titleWords: readonly string[]): boolean =>
	fillers.has(word.toLowerCase()) || titleWords.includes(word.toLowerCase());

/** `added: /usr/bin/curl` after a title that says added. */
function withoutLabel(words: readonly string[], titleWords: readonly string[]): readonly string[] {
	const end = words.findIndex(word => word.endsWith(':'));
	const label = words.slice(0, end + 1).map(word => word.replace(/:$/, ''));
	return end < words.length - 1 && label.every(word => isSaid(word, titleWords)) ? words.slice(end + 1) : words;
}

/** Words at the start that the title has in the same order: its verb, which is among its first words, or several words anywhere. */
function repeatedAtStart(words: readonly string[], titleWords: readonly string[]): number {
	if (articles.has(words[0] ?? '')) return 0;
	const runs = titleWords.map((_, place) => {
		const length = sameFrom(words, titleWords.slice(place));
		// `root in the host's namespace` is about another thing than `Root in the container`.
		if (articles.has(words[length - 1] ?? '')) return 0;
		return length > 1 || (place > 0 && place <= 2) ? length : 0;
	});
	return Math.max(0, ...runs);
}

/** Words at the end that the title has in the same order, two at least; not from an article on, nor where what is left would dangle. */
function repeatedAtEnd(words: readonly string[], titleWords: readonly string[]): number {
	for (let start = 1; start < words.length - 1; start += 1) {
		const end = words.slice(start);
		if (!isInTitle(end, titleWords)) continue;
		return articles.has(end[0] ?? '') || linking.has(words[start - 1] ?? '') ? 0 : end.length;
	}
	return 0;
}

/** `Redis (6379), closed by the firewall` of `Redis (6379) published on all interfaces, closed by the firewall`: three words at least that a comma or bracket ends. */
function withoutRepeat(words: readonly string[], titleWords: readonly string[]): readonly string[] {
	const ends = words.flatMap((word, index) => (/[,;]$/.test(word) || words[index + 1]?.startsWith('(') ? [index] : []));
	for (const end of ends.filter(index => index < words.length - 1)) {
		const last = (words[end] ?? '').replace(/[,;]$/, '');
		for (let start = 1; start < end - 1; start += 1) {
			const run = [...words.slice(start, end), last];
			if (!isInTitle(run, titleWords) || articles.has(run[0] ?? '') || linking.has(words[start - 1] ?? '')) continue;
			const before = `${words[start - 1]}${(words[end] ?? '').slice(last.length)}`;
			return [...words.slice(0, start - 1), before, ...words.slice(end + 1)];
		}
	}
	return words;
}

const isInTitle = (words: readonly string[], titleWords: readonly string[]): boolean =>
	titleWords.some((_, place) => sameFrom(words, titleWords.slice(place)) === words.length);

function sameFrom(words: readonly string[], titleWords: readonly string[]): number {
	const end = words.findIndex((word, index) => word.toLowerCase() !== titleWords[index]);
	return end === -1 ? words.length : end;
}
