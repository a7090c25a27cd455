import {timeSlice, yieldToEventLoop} from '../../base/index.js';

/** Runs an iterator in slices, so that a key pressed meanwhile is handled within the next frame, and returns its result. */
export async function inSlices<T, R>(steps: Iterator<T, R>, each: (value: T) => void, signal?: AbortSignal): Promise<R> {
	const slice = timeSlice();
	for (;;) {
		const {done, value} = steps.next();
		if (done === true) return value;
		each(value);
		if (!slice.due()) continue;
		signal?.throwIfAborted();
		await yieldToEventLoop();
	}
}

/** What is made of each row of a list, which may be a lazy one, in slices. */
export async function mapInSlices<T, R>(rows: Iterable<T>, change: (row: T) => R, signal?: AbortSignal): Promise<R[]> {
	const found: R[] = [];
	await inSlices(rows[Symbol.iterator](), row => found.push(change(row)), signal);
	return found;
}
