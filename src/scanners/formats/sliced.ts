import {timeSlice, yieldToEventLoop} from '../../terminal/time-slice.js';

/** Runs a generator in slices, so that a key pressed meanwhile is handled within the next frame, and returns its result. */
export async function inSlices<T, R>(generator: Generator<T, R>, each: (value: T) => void, signal?: AbortSignal): Promise<R> {
	const slice = timeSlice();
	for (;;) {
		const {done, value} = generator.next();
		if (done === true) return value;
		each(value);
		if (!slice.due()) continue;
		signal?.throwIfAborted();
		await yieldToEventLoop();
	}
}

/** All rows of a lazy list, read in slices. */
export async function collect<T>(rows: Iterable<T>, signal?: AbortSignal): Promise<T[]> {
	const found: T[] = [];
	await inSlices(
		mapped(rows, row => row),
		row => found.push(row),
		signal,
	);
	return found;
}

export function* mapped<T, R>(rows: Iterable<T>, change: (row: T) => R): Generator<R, void> {
	for (const row of rows) yield change(row);
}
