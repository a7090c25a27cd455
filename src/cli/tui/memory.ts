import {setFlagsFromString} from 'node:v8';
import type {StoreApi} from 'zustand/vanilla';
import type {State} from '../../tui/index.js';

/* For the floor of resident memory, 130 MB with 500 containers. */

/**
 * Leaves V8 its interpreter and its optimising compiler. What Sparkplug and Maglev, the two in between, work with and produce stays resident:
 * 40 MB. A key takes as long without them; an audit, which ends before that matters, is faster with them.
 */
export function limitCompilers(): void {
	setFlagsFromString('--no-sparkplug');
	setFlagsFromString('--no-maglev');
}

/** Milliseconds without a key: a collection takes up to 200 ms, in which none is answered. */
const untilIdle = 3_000;

/**
 * Releases memory that loading a large fleet, and later keys, needed, whenever no key has moved anything for a while. V8 keeps its heap at
 * its peak size, and nothing is collected while the program is idle: with 500 containers 300 MB stay resident after loading, and again after
 * some seconds of scrolling, but 125 after a collection. `gc()` would keep the pages.
 *
 * @returns ends it
 */
export function releaseMemoryWhenIdle({subscribe}: StoreApi<State>): () => void {
	const timer = setTimeout(() => {
		// A heap that cannot be collected now stays as large as it is.
		collect().catch(() => undefined);
	}, untilIdle).unref();
	const stop = subscribe(({cursor, frames, prompt}, before) => {
		// Also starts one that has fired.
		if (cursor !== before.cursor || frames !== before.frames || prompt !== before.prompt) timer.refresh();
	});
	return () => {
		clearTimeout(timer);
		stop();
	};
}

/** @throws when Node has no inspector, or does not permit it */
async function collect(): Promise<void> {
	const {Session} = await import('node:inspector');
	const session = new Session();
	session.connect();
	// Disconnecting inside the callback would wait for itself.
	session.post('HeapProfiler.collectGarbage', () => setImmediate(() => session.disconnect()));
}
