export type InterruptiblePause = ReturnType<typeof interruptiblePause>;

/** Waits that end when the signal is aborted. With one timer each: an abortable sleep of Node takes a third more of the processor. */
export function interruptiblePause(signal: AbortSignal) {
	let waiting: {readonly end: (isInterrupted: boolean) => void; readonly mayBeInterrupted: boolean} | null = null;
	signal.addEventListener('abort', () => waiting?.end(false), {once: true});
	return {
		/** @returns whether it was interrupted */
		wait: (milliseconds: number, mayBeInterrupted: boolean): Promise<boolean> =>
			new Promise(resolve => {
				const end = (isInterrupted: boolean): void => {
					clearTimeout(timer);
					waiting = null;
					resolve(isInterrupted);
				};
				const timer = setTimeout(end, milliseconds, false);
				waiting = {end, mayBeInterrupted};
				if (signal.aborted) end(false);
			}),
		/** Ends a wait that may be interrupted. */
		interrupt(): void {
			if (waiting?.mayBeInterrupted === true) waiting.end(true);
		},
	};
}
