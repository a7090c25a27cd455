/** Milliseconds after loading: the list is painted and settled by then. */
const later = 1_500;

/**
 * Releases memory that loading a large fleet needed. V8 keeps its heap at its peak size, and nothing is collected while the program is
 * idle: 160 MB stay resident with 500 containers, and 100 after one collection. `gc()` would keep the pages.
 *
 * @returns cancels the release, unless it is done
 */
export function releaseMemoryLater(): () => void {
	const timer = setTimeout(() => {
		// A heap that cannot be collected now stays as large as it is.
		collect().catch(() => undefined);
	}, later).unref();
	return () => clearTimeout(timer);
}

/** @throws when Node has no inspector, or does not permit it */
async function collect(): Promise<void> {
	const {Session} = await import('node:inspector');
	const session = new Session();
	session.connect();
	// Disconnecting inside the callback would wait for itself.
	session.post('HeapProfiler.collectGarbage', () => setImmediate(() => session.disconnect()));
}
