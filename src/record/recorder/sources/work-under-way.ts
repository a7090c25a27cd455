export type WorkUnderWay = ReturnType<typeof workUnderWay>;

/** Work that is not waited for where it begins. What one fails with is thrown where it is asked for. */
export function workUnderWay() {
	const all = new Set<Promise<void>>();
	let failure: {readonly error: unknown} | null = null;

	return {
		/** The end waits for it: it never waits for something that may not answer. */
		add(work: Promise<void>): void {
			const one = work.catch(fail).finally(() => all.delete(one));
			all.add(one);
		},
		/** The end does not wait for it. */
		addLoose: (work: Promise<void>): void => void work.catch(fail),
		/** @throws what one of them has failed with */
		check,
		/** Waits for all of it, and for what it begins meanwhile. @throws what one of them has failed with */
		async finish(): Promise<void> {
			while (all.size > 0) await Promise.all(all);
			check();
		},
	};

	function fail(error: unknown): void {
		failure ??= {error};
	}

	function check(): void {
		if (failure !== null) throw failure.error;
	}
}
