import {EngineError} from '../engine/engine-error.js';
import {limitedSignal} from '../lib/time-limit.js';
import {type SafeText, safe, trusted} from '../text/safe-text.js';

/** Limits on reading archives to answer one question. Their content is controlled by a container: `truncate -s 900G /etc/passwd`. */
export type ArchiveLimits = {
	readonly bytes: number;
	readonly entries: number;
	readonly milliseconds: number;
};

/** What is left of the limits for all archives of one question. Each method throws `EngineError` `over-budget` beyond them. */
export type ArchiveBudget = {
	/** For the requests: aborted by the caller, or when the time is up. */
	readonly signal: AbortSignal;
	takeBytes(count: number): void;
	takeEntry(): void;
	/** Called before an entry is skipped: one that is larger than the remaining budget is not read just to find out. */
	mustFit(size: number): void;
	/** The error if it means that the budget is exhausted (in size or time); `null` for others, including an abort by the caller. */
	spent(error: unknown): EngineError | null;
};

/**
 * Runs work under a budget. A stream that is still open when it ends, for whatever reason, is destroyed: an engine that cannot send holds
 * the container's lock, and `docker kill` would wait for it.
 *
 * @throws EngineError `over-budget` when there is more to read than that, `cancelled` when the caller's signal is aborted
 */
export async function withArchiveBudget<T>(
	limits: ArchiveLimits,
	parent: AbortSignal | undefined,
	work: (budget: ArchiveBudget) => Promise<T>,
): Promise<T> {
	const limit = limitedSignal(limits.milliseconds, parent);
	const budget = budgetOf(limits, limit.signal);
	try {
		return await work(budget);
	} catch (error) {
		throw budget.spent(error) ?? error;
	} finally {
		limit.abort();
	}
}

function budgetOf({bytes, entries, milliseconds}: ArchiveLimits, signal: AbortSignal): ArchiveBudget {
	let bytesLeft = bytes;
	let entriesLeft = entries;
	const tooLarge = () => overBudget(safe`it is larger than ${inWords(bytes)}`);
	return {
		signal,
		takeBytes(count) {
			bytesLeft -= count;
			if (bytesLeft < 0) throw tooLarge();
		},
		takeEntry() {
			entriesLeft -= 1;
			if (entriesLeft < 0) throw overBudget(safe`it has more than ${entries} files`);
		},
		mustFit(size) {
			if (size > bytesLeft) throw tooLarge();
		},
		spent(error) {
			if (error instanceof EngineError && error.kind === 'over-budget') return error;
			const isLate = signal.aborted && signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
			return isLate ? overBudget(safe`it takes longer than ${milliseconds / 1000} s`) : null;
		},
	};
}

/** An answer that is too large, or takes too long, to be read. @param why  a clause about the archive: `it is …` */
export const overBudget = (why: SafeText): EngineError =>
	new EngineError('over-budget', safe`the archive was not read to its end: ${why}`);

const units = [trusted('bytes'), trusted('kB'), trusted('MB'), trusted('GB')] as const;

/** 1048576 → `1 MB`. */
export function inWords(bytes: number): SafeText {
	let [value, unit] = [bytes, 0];
	for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
	return safe`${Math.round(value)} ${units[unit] ?? trusted('bytes')}`;
}
