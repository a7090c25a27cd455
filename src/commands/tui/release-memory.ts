import type {StoreApi} from 'zustand/vanilla';
import type {State} from '../../store/state.js';

/** Milliseconds without a key: a collection takes up to 200 ms, in which none is answered. */
const untilIdle = 2_000;

/**
 * Releases memory that loading a large fleet needed, once no key has moved anything for a while. V8 keeps its heap at its peak size, and
 * nothing is collected while the program is idle: 300 MB stay resident with 500 containers, and 120 to 180 after one collection. `gc()`
 * would keep the pages.
 *
 * @returns cancels the release, unless it is done
 */
export function releaseMemoryOnceIdle({subscribe}: StoreApi<State>): () => void {
	const cancel = () => {
		clearTimeout(timer);
		stop();
	};
	const timer = setTimeout(() => {
		cancel();
		// A heap that cannot be collected now stays as large as it is.
		collect().catch(() => undefined);
	}, untilIdle).unref();
	const stop = subscribe(({cursor, frames, prompt}, before) => {
		if (cursor !== before.cursor || frames !== before.frames || prompt !== before.prompt) timer.refresh();
	});
	return cancel;
}

/** @throws when Node has no inspector, or does not permit it */
async function collect(): Promise<void> {
	const {Session} = await import('node:inspector');
	const session = new Session();
	session.connect();
	// Disconnecting inside the callback would wait for itself.
	session.post('HeapProfiler.collectGarbage', () => setImmediate(() => session.disconnect()));
}
