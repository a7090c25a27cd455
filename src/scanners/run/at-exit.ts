const pending = new Set<() => void>();
let listening = false;

/**
 * Does something synchronous when dockscope ends before the work is done; returns the way to forget it. One listener for all: ten
 * scanners that are looked for at once would make Node warn of a leak, in the middle of the screen.
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
