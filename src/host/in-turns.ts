/** Milliseconds; shorter than the frame in which a key is answered. */
const slice = 8;

/** Lets a frame or a key through. */
export const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Does something for each item, in slices: a host may have thousands of processes. Ends early when the work says `'enough'`. */
export async function inTurns<T>(items: readonly T[], work: (item: T) => unknown): Promise<void> {
	let until = performance.now() + slice;
	for (const item of items) {
		if (work(item) === 'enough') return;
		if (performance.now() < until) continue;
		await turn();
		until = performance.now() + slice;
	}
}
