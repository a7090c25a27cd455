/** The longest that judging keeps the event loop: a key is answered within a frame while 500 containers are judged. */
const sliceMilliseconds = 10;

/** Lets whatever waits in the event loop go first: answers of the engine, keys, timers. */
export const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Work in slices: `due()` after each piece, and `await turn()` when it says so. */
export function startSlice(): {due: () => boolean} {
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
