/** Runs one piece of work after the other, however the one before has ended. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

export function takeTurns(): Turns {
	let last: Promise<unknown> = Promise.resolve();
	return work => {
		const now = last.then(work);
		last = now.catch(() => undefined);
		return now;
	};
}
