/** How long one slice of work may block the event loop, in milliseconds: a key pressed meanwhile is handled within the next frame. */
const sliceMs = 8;

const breathe = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Runs a generator in slices, and returns its result. */
export async function inSlices<T, R>(generator: Generator<T, R>, each: (value: T) => void, signal?: AbortSignal): Promise<R> {
	let began = performance.now();
	for (;;) {
		const {done, value} = generator.next();
		if (done === true) return value;
		each(value);
		if (performance.now() - began < sliceMs) continue;
		signal?.throwIfAborted();
		await breathe();
		began = performance.now();
	}
}

/** All rows of a lazy list, read in slices. */
export async function collect<T>(rows: Iterable<T>, signal?: AbortSignal): Promise<T[]> {
	const found: T[] = [];
	await inSlices(generated(rows), row => found.push(row), signal);
	return found;
}

/** Maps rows lazily. */
export function* mapped<T, R>(rows: Iterable<T>, change: (row: T) => R): Generator<R, void> {
	for (const row of rows) yield change(row);
}

function* generated<T>(rows: Iterable<T>): Generator<T, void> {
	yield* rows;
}

/** A stable sort that yields to the event loop: a bottom-up merge sort. */
export async function sortInSlices<T>(items: readonly T[], compare: (a: T, b: T) => number, signal?: AbortSignal): Promise<T[]> {
	return inSlices(mergeSort(items, compare), () => undefined, signal);
}

const runLength = 256;

function* mergeSort<T>(items: readonly T[], compare: (a: T, b: T) => number): Generator<void, T[]> {
	let runs: T[][] = [];
	for (let from = 0; from < items.length; from += runLength) {
		runs.push(items.slice(from, from + runLength).sort(compare));
		yield;
	}
	while (runs.length > 1) {
		const merged: T[][] = [];
		for (let index = 0; index < runs.length; index += 2)
			merged.push(yield* merge(runs[index] ?? [], runs[index + 1] ?? [], compare));
		runs = merged;
	}
	return runs[0] ?? [];
}

function* merge<T>(left: readonly T[], right: readonly T[], compare: (a: T, b: T) => number): Generator<void, T[]> {
	const out: T[] = [];
	let i = 0;
	let j = 0;
	while (i < left.length && j < right.length) {
		const [a, b] = [left[i] as T, right[j] as T];
		if (compare(a, b) <= 0) {
			out.push(a);
			i += 1;
		} else {
			out.push(b);
			j += 1;
		}
		if (out.length % runLength === 0) yield;
	}
	for (; i < left.length; i++) out.push(left[i] as T);
	for (; j < right.length; j++) out.push(right[j] as T);
	return out;
}
