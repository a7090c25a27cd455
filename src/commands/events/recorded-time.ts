import type {Entry} from '../../recorder/store/entry.js';
import type {SafeText} from '../../terminal/safe-text.js';

/** For how long of a time something was recorded, and what was lost or never seen. */
export type Coverage = {
	/** Milliseconds. */
	readonly recorded: number;
	/** Events that were dropped, by source. */
	readonly lost: ReadonlyMap<SafeText, number>;
	/** What the last recorder could not see. */
	readonly missing: readonly SafeText[];
};

/**
 * Follows the entries of a store from its beginning. A recorder that was killed left no end: what it wrote last is its end.
 *
 * @param from  milliseconds since the epoch
 */
export function measureCoverage(from: number) {
	let recorded = 0;
	let since: number | null = null;
	let last = 0;
	let missing: readonly SafeText[] = [];
	const lost = new Map<SafeText, number>();
	const end = (at: number): void => {
		if (since !== null) recorded += Math.max(0, at - Math.max(since, from));
		since = null;
	};
	return {
		take(entry: Entry): void {
			if (entry.kind === 'recorder') {
				end(entry.state === 'started' ? last : entry.at);
				missing = entry.missing;
			}
			if (entry.kind === 'lost' && entry.at >= from) lost.set(entry.source, (lost.get(entry.source) ?? 0) + entry.count);
			if (!(entry.kind === 'recorder' && entry.state === 'stopped')) since ??= entry.at;
			last = entry.at;
		},
		/** @param now  milliseconds since the epoch @param runs  whether a recorder writes now */
		result(now: number, runs: boolean): Coverage {
			end(runs ? now : last);
			return {recorded, lost, missing};
		},
	};
}
