/**
 * Work that others call, such as a listener of events, has no one to throw to: its first failure stops the whole, and is thrown at the end.
 *
 * @param stop  called once, at the first failure
 */
export function firstFailure(stop: () => void) {
	let failure: {readonly error: unknown} | null = null;
	const note = (error: unknown): void => {
		if (failure !== null) return;
		failure = {error};
		stop();
	};
	return {
		note,
		/** The same work, which does nothing any more after a failure. */
		guard:
			<A extends unknown[]>(work: (...args: A) => void) =>
			(...args: A): void => {
				if (failure !== null) return;
				try {
					work(...args);
				} catch (error) {
					note(error);
				}
			},
		/** @throws the first failure, if there was one */
		rethrow(): void {
			if (failure !== null) throw failure.error;
		},
	};
}
