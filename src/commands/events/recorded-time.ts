import {recordedSpans, recordedWithin} from '../../recorder/recorded-spans.js';
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
 * Follows the entries of a store from its beginning.
 *
 * @param from  milliseconds since the epoch
 */
export function measureCoverage(from: number) {
	const spans = recordedSpans();
	let missing: readonly SafeText[] = [];
	const lost = new Map<SafeText, number>();
	return {
		take(entry: Entry): void {
			spans.take(entry);
			if (entry.kind === 'recorder') missing = entry.missing;
			if (entry.kind === 'lost' && entry.at >= from) lost.set(entry.source, (lost.get(entry.source) ?? 0) + entry.count);
		},
		/** @param now  milliseconds since the epoch @param runs  whether a recorder writes now */
		result(now: number, runs: boolean): Coverage {
			return {recorded: recordedWithin(spans.end(runs ? now : null), from, now), lost, missing};
		},
	};
}
