/** Milliseconds; shorter than the frame in which a key is answered. */
const sliceMilliseconds = 10;

/** Lets whatever waits in the event loop go first: answers of the engine, keys, timers. */
export const yieldToEventLoop = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Work in slices: `due()` after each piece, and `await turn()` when it says so. */
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

/** Does something for each item, in slices: a host may have thousands of processes. Ends early when the work says `'enough'`. */
export async function forEachInSlices<T>(items: readonly T[], work: (item: T) => unknown): Promise<void> {
	const slice = timeSlice();
	for (const item of items) {
		if (work(item) === 'enough') return;
		if (slice.due()) await yieldToEventLoop();
	}
}
