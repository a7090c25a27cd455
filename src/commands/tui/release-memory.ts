/** Milliseconds after loading: the list is painted and settled by then. */
const later = 1_500;

/**
 * Gives back what loading a large fleet needed. V8 keeps its heap as large as it once was, and while the program rests nothing is
 * collected: 160 MB stay resident with 500 containers, and 100 after one collection. `gc()` would keep the pages.
 *
 * @returns keeps the memory, where it is not given back yet
 */
export function releaseMemoryLater(): () => void {
	const timer = setTimeout(() => {
		// A heap that cannot be collected now stays as large as it is.
		collect().catch(() => undefined);
	}, later).unref();
	return () => clearTimeout(timer);
}

/** @throws where Node has no inspector, or permits none */
async function collect(): Promise<void> {
	const {Session} = await import('node:inspector');
	const session = new Session();
	session.connect();
	// To disconnect within the answer would be to wait for itself.
	session.post('HeapProfiler.collectGarbage', () => setImmediate(() => session.disconnect()));
}
