/** How long one slice of work may hold the event loop, in milliseconds: a key pressed meanwhile is answered within the next frame. */
const sliceMs = 8;

const breathe = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Drains a generator in slices, and gives what it returns. */
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

function* generated<T>(rows: Iterable<T>): Generator<T, void> {
	yield* rows;
}
