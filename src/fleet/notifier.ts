/** Tells listeners that something changed: at once when it was quiet, else at most once an interval, never losing the last change. */
export type Notifier = {
	changed(): void;
	/** Tells now, whatever the interval. */
	flush(): void;
	subscribe(listener: () => void): () => void;
	close(): void;
};

/** @param interval milliseconds between two notices */
export function createNotifier(interval: number): Notifier {
	const listeners = new Set<() => void>();
	let timer: NodeJS.Timeout | null = null;
	let pending = false;

	const tell = () => {
		pending = false;
		timer = setTimeout(() => {
			timer = null;
			if (pending) tell();
		}, interval);
		timer.unref();
		for (const listener of [...listeners]) listener();
	};
	return {
		changed() {
			if (timer === null) tell();
			else pending = true;
		},
		flush() {
			if (timer !== null) clearTimeout(timer);
			tell();
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		close() {
			if (timer !== null) clearTimeout(timer);
			listeners.clear();
		},
	};
}
