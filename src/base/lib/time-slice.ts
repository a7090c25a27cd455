/** Milliseconds; shorter than the frame in which a key press is answered. */
const sliceMilliseconds = 10;

/** Lets pending events run first: answers of the engine, keys, timers. */
export const yieldToEventLoop = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Work in slices: check `due()` after each step, and yield when it is true. */
export function timeSlice(): {due: () => boolean} {
	let started = performance.now();
	return {
		due: () => {
			const now = performance.now();
			if (now - started < sliceMilliseconds) return false;
			started = now;
			return true;
		},
	};
}

/** Runs steps to their end, in slices; `null` once aborted. */
export async function runInSlices<T>(steps: Generator<void, T>, signal?: AbortSignal): Promise<T | null> {
	const slice = timeSlice();
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
		if (slice.due()) await yieldToEventLoop();
		if (signal?.aborted) return null;
	}
}

/** Runs the work for each item, in slices: a host may have thousands of processes. Stops early when the work returns `'enough'`. */
export async function forEachInSlices<T>(items: readonly T[], work: (item: T) => unknown): Promise<void> {
	const slice = timeSlice();
	for (const item of items) {
		if (work(item) === 'enough') return;
		if (slice.due()) await yieldToEventLoop();
	}
}
