import {setMaxListeners} from 'node:events';

/** Waiting scans and the running one. They run one at a time, since the engine is the bottleneck. */
export type ScanQueue = {
	/** Adds an image unless it is queued or running; returns how many are ahead of it, `null` when it was already in. */
	add(image: string, again: boolean): number | null;
	/** Clears the queue and aborts the running scan. Returns the images that were waiting. */
	cancel(): readonly string[];
	/** In queue order. */
	waiting(): readonly string[];
	/** The image being scanned, its number and how many there are, since the queue was last empty; `null` when nothing runs. */
	current(): {readonly image: string; readonly number: number; readonly of: number} | null;
};

/** @param scan  must not reject; called for one image at a time */
export function createScanQueue(scan: (image: string, again: boolean, signal: AbortSignal) => Promise<void>): ScanQueue {
	const queue: {readonly image: string; readonly again: boolean}[] = [];
	let running: {readonly image: string; readonly cancellation: AbortController} | null = null;

	let done = 0;
	const next = async (): Promise<void> => {
		if (running !== null) return;
		const first = queue.shift();
		if (first === undefined) return;
		const cancellation = new AbortController();
		// Each program and each request of a scan adds a listener.
		setMaxListeners(0, cancellation.signal);
		running = {image: first.image, cancellation};
		await scan(first.image, first.again, cancellation.signal);
		running = null;
		done = queue.length === 0 ? 0 : done + 1;
		void next();
	};
	return {
		add(image, again) {
			if (running?.image === image || queue.some(one => one.image === image)) return null;
			queue.push({image, again});
			const ahead = queue.length - 1 + (running === null ? 0 : 1);
			// Images added together are all queued before the first scan starts.
			queueMicrotask(() => void next());
			return ahead;
		},
		cancel() {
			const images = queue.splice(0).map(({image}) => image);
			running?.cancellation.abort();
			return images;
		},
		waiting: () => queue.map(({image}) => image),
		current: () => running && {image: running.image, number: done + 1, of: done + 1 + queue.length},
	};
}
