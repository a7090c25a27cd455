import {type SafeText, sanitise} from '../../base/index.js';
import type {ExecutedProgram, ObservedUse} from '../evidence/evidence.js';

type Tasks = {capabilities(undecidedUntil?: number): readonly ObservedUse[]; programs(): readonly ExecutedProgram[]};
type Writes = {directories(): ReadonlyMap<string, number>};

/** Seconds in which a check of a file is mostly known to be the file system's, if it is. */
const settling = 2;

/**
 * Reports what was not seen before: a capability, a program, a directory with a new file. A second new file in a directory is no news: a cache or a
 * log that is rotated would have some as long as it runs.
 *
 * @returns what appeared since its last call, at that many seconds since the beginning
 */
export function reportNews() {
	const seen = new Set<string>();

	return (tasks: Tasks, writes: Writes, at: number): SafeText[] => {
		const news: SafeText[] = [];
		const add = (key: string, words: () => SafeText): void => {
			if (seen.has(key)) return;
			seen.add(key);
			news.push(words());
		};
		for (const {capability, by} of tasks.capabilities(at - settling))
			add(`capability ${capability}`, () => sanitise(`${capability} by ${by.join(', ')}`));
		for (const {path, raises} of tasks.programs()) add(`program ${path}`, () => programWords(path, raises));
		for (const path of writes.directories().keys()) add(`directory ${path}`, () => sanitise(`writes to ${path}`));
		return news;
	};
}

/** Seconds from the beginning to the last new thing; `null`: there was none. */
export function lastNews(tasks: Tasks, writes: Writes): number | null {
	const moments = [...tasks.capabilities(), ...tasks.programs()].map(({first}) => first);
	const last = Math.max(-1, ...moments, ...writes.directories().values());
	return last < 0 ? null : last;
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
