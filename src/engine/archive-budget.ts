import {own, type SafeText, safely} from '../terminal/safe-text.js';
import {limitedSignal} from '../terminal/time-limit.js';
import {EngineError} from './engine-error.js';

/** What may be read of archives to answer one question. What is in them is chosen by a container: `truncate -s 900G /etc/passwd`. */
export type ArchiveLimits = {
	readonly bytes: number;
	readonly entries: number;
	readonly milliseconds: number;
};

/** What is left of the limits, for all archives of the question together. Each method throws `EngineError` `over-budget` beyond them. */
export type ArchiveBudget = {
	/** For the requests: ends them when the caller does, and when the time is up. */
	readonly signal: AbortSignal;
	takeBytes(count: number): void;
	takeEntry(): void;
	/** Before an entry is skipped: one with more bytes than are left is not read to find that out. */
	mustFit(size: number): void;
	/** Whether an error says that the budget is spent: beyond it, or too late. Anything else, and the caller's own end, is `null`. */
	spent(error: unknown): EngineError | null;
};

/**
 * Does work under a budget. What is still being read when it ends, in whichever way, is let go of: an engine that cannot send on holds
 * the lock of the container, and `docker kill` would wait for it.
 *
 * @throws EngineError `over-budget` where there is more to read than that, `cancelled` when the caller's signal says so
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
	const tooLarge = () => overBudget(safely`it is larger than ${inWords(bytes)}`);
	return {
		signal,
		takeBytes(count) {
			bytesLeft -= count;
			if (bytesLeft < 0) throw tooLarge();
		},
		takeEntry() {
			entriesLeft -= 1;
			if (entriesLeft < 0) throw overBudget(safely`it has more than ${entries} files`);
		},
		mustFit(size) {
			if (size > bytesLeft) throw tooLarge();
		},
		spent(error) {
			if (error instanceof EngineError && error.kind === 'over-budget') return error;
			const isLate = signal.aborted && signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
			return isLate ? overBudget(safely`it takes longer than ${milliseconds / 1000} s`) : null;
		},
	};
}

/** An answer that is larger, or takes longer, than what is read of it. @param why  a clause about the archive: `it is …` */
export const overBudget = (why: SafeText): EngineError =>
	new EngineError('over-budget', safely`the archive was not read to its end: ${why}`);

const units = [own('bytes'), own('kB'), own('MB'), own('GB')] as const;

/** 1048576 → `1 MB`. */
export function inWords(bytes: number): SafeText {
	let [value, unit] = [bytes, 0];
	for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
	return safely`${Math.round(value)} ${units[unit] ?? own('bytes')}`;
}
