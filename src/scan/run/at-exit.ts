const pending = new Set<() => void>();
let listening = false;

/**
 * Runs synchronous cleanup if dockscope exits before the work is done; returns a function that cancels it. One listener for all: with
 * ten concurrent scanners Node would warn of a leak, in the middle of the screen.
 */
export function atExit(clean: () => void): () => void {
	if (!listening) {
		listening = true;
		process.once('exit', () => {
			for (const one of pending) one();
		});
	}
	pending.add(clean);
	return () => pending.delete(clean);
}
