import type {SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {ExecutedProgram, ObservedUse} from '../evidence/evidence.js';

type Tasks = {capabilities(): readonly ObservedUse[]; programs(): readonly ExecutedProgram[]};
type Writes = {directories(): ReadonlyMap<string, number>};

/**
 * What was not seen before: a capability, a program, a directory with a new file. A second new file in a directory is no news: a cache or a
 * log that is rotated would have some as long as it runs.
 */
export function reportNews() {
	const seen = new Set<string>();
	let last: number | null = null;

	return {
		/** What appeared since the last call, in words. */
		since(tasks: Tasks, writes: Writes): SafeText[] {
			const news: SafeText[] = [];
			const add = (key: string, at: number, words: SafeText): void => {
				if (seen.has(key)) return;
				seen.add(key);
				news.push(words);
				last = Math.max(last ?? 0, at);
			};
			for (const {capability, by, first} of tasks.capabilities())
				add(`capability ${capability}`, first, sanitise(`${capability} by ${by.join(', ')}`));
			for (const {path, raises, first} of tasks.programs()) add(`program ${path}`, first, programWords(path, raises));
			for (const [path, at] of writes.directories()) add(`directory ${path}`, at, sanitise(`writes to ${path}`));
			return news;
		},
		/** Seconds from the beginning to the last new thing. */
		last: (): number | null => last,
	};
}

function programWords(path: string, raises: ExecutedProgram['raises']): SafeText {
	const kind =
		raises === null || raises === 'unknown'
			? ''
			: raises === 'file capabilities'
				? ', which has file capabilities'
				: `, which is ${raises}`;
	return sanitise(`runs ${path}${kind}`);
}
