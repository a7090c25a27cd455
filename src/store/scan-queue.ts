import {setMaxListeners} from 'node:events';

/** Scans that wait, and the one that runs: the engine is what they all wait for, so they go one after the other. */
export type ScanQueue = {
	/** Adds an image that neither waits nor runs; the answer is how many come before it, `null` when it is in already. */
	add(image: string, again: boolean): number | null;
	/** Forgets those that wait, and ends the one that runs. Returns those that waited. */
	cancel(): readonly string[];
	/** In their order. */
	waiting(): readonly string[];
};

/** @param scan  must not reject; it is called for one image at a time */
export function createScanQueue(scan: (image: string, again: boolean, signal: AbortSignal) => Promise<void>): ScanQueue {
	const queue: {readonly image: string; readonly again: boolean}[] = [];
	let running: {readonly image: string; readonly cancellation: AbortController} | null = null;

	const next = async (): Promise<void> => {
		if (running !== null) return;
		const first = queue.shift();
		if (first === undefined) return;
		const cancellation = new AbortController();
		// Each program and each request of a scan listens.
		setMaxListeners(0, cancellation.signal);
		running = {image: first.image, cancellation};
		await scan(first.image, first.again, cancellation.signal);
		running = null;
		void next();
	};
	return {
		add(image, again) {
			if (running?.image === image || queue.some(one => one.image === image)) return null;
			queue.push({image, again});
			const ahead = queue.length - 1 + (running === null ? 0 : 1);
			// Several that are added together are all in the queue before the first begins.
			queueMicrotask(() => void next());
			return ahead;
		},
		cancel() {
			const images = queue.splice(0).map(({image}) => image);
			running?.cancellation.abort();
			return images;
		},
		waiting: () => queue.map(({image}) => image),
	};
}
