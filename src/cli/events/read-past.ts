import {counted, type SafeText, spanWords, UsageError} from '../../base/index.js';
import {type Entry, eventLineOf, recordedSpans, recordedWithin, StoreError, type StoreReader} from '../../record/index.js';
import {exitStatus} from '../exit-status.js';
import type {Past} from '../record/past.js';
import type {Run} from '../run.js';
import type {EventOutput} from './event-output.js';

/** Seconds that a recorder may miss at its start and end without a word. */
const slack = 60;

/**
 * Shows what was recorded in the last seconds, and reports on stderr what was not.
 *
 * @returns `engine` for a gate when nothing was recorded: that no alert was seen means nothing then
 * @throws UsageError when the store cannot be read
 */
export function readPast(run: Run, past: Past | null, seconds: number, output: EventOutput): number {
	const {stderr} = run;
	const now = Date.now();
	const from = now - seconds * 1000;
	const coverage = measureCoverage(from);
	let others = 0;
	try {
		for (const entry of past?.entries.read() ?? []) {
			coverage.take(entry);
			if (entry.at >= from) output.take(eventLineOf(entry));
		}
		others = past?.others(from) ?? 0;
	} catch (error) {
		if (error instanceof StoreError) throw new UsageError(error.message, {cause: error});
		throw error;
	}
	const {recorded, lost, missing} = coverage.result(now, past?.isRecording() ?? false);
	if (others > 0) stderr.write(`${counted(others, 'event')} of other engines not shown: --host or --context selects one\n`);
	if (recorded === 0) {
		stderr.write(`nothing was recorded in the last ${spanWords(seconds * 1000)}: dockscope record does\n`);
		return output.isGate ? exitStatus.engine : exitStatus.done;
	}
	if (recorded / 1000 < seconds - slack)
		stderr.write(
			`recorded for ${spanWords(recorded)} of the last ${spanWords(seconds * 1000)}: what happened in the rest is unknown\n`,
		);
	for (const [source, count] of lost) stderr.write(`lost: ${counted(count, 'event')} of ${source}\n`);
	if (output.isGate) for (const reason of missing) stderr.write(`not recorded: ${reason}\n`);
	return exitStatus.done;
}

/** Leaves unread only what comes from now on. @throws StoreError */
export function skipPast(past: StoreReader): void {
	const entries = past.read();
	let next = entries.next();
	while (next.done !== true) next = entries.next();
}

/** For how long of a time something was recorded, and what was lost or never seen. */
type Coverage = {
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
function measureCoverage(from: number) {
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
