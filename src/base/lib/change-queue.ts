import {noteUnforeseen} from './unforeseen.js';

/** Collects what has changed, by its id, and looks at it again in batches: a storm of changes costs a bounded share of the time. */
export type ChangeQueue = {
	add(id: string): void;
	/** Resolves when nothing is waiting or running. */
	idle(): Promise<void>;
	close(): void;
};

export type ChangeQueueOptions = {
	/** Milliseconds to wait after the first change, so that simultaneous changes are handled together. */
	readonly gather: number;
	/** A batch that took `t` is followed by a pause of at least `restFactor * t`: 3 keeps the load below a quarter. */
	readonly restFactor: number;
};

/** @param look  looks at what changed; a rejection is recorded, and the next batch runs all the same */
export function createChangeQueue(look: (ids: readonly string[]) => Promise<void>, options: ChangeQueueOptions): ChangeQueue {
	let waiting = new Set<string>();
	let timer: NodeJS.Timeout | null = null;
	let running = false;
	let closed = false;
	let rest = 0;
	let whenIdle: (() => void)[] = [];

	const schedule = () => {
		if (closed || running || timer !== null || waiting.size === 0) return;
		timer = setTimeout(run, Math.max(options.gather, rest));
	};
	const run = async () => {
		timer = null;
		running = true;
		const ids = [...waiting];
		waiting = new Set();
		const started = performance.now();
		await look(ids).catch((error: unknown) => noteUnforeseen('looking at what changed', error));
		rest = (performance.now() - started) * options.restFactor;
		running = false;
		if (waiting.size === 0) {
			for (const resolve of whenIdle.splice(0)) resolve();
		}
		schedule();
	};
	return {
		add(id) {
			waiting.add(id);
			schedule();
		},
		idle: () => (waiting.size === 0 && !running ? Promise.resolve() : new Promise(resolve => whenIdle.push(resolve))),
		close() {
			closed = true;
			waiting.clear();
			if (timer !== null) clearTimeout(timer);
			for (const resolve of whenIdle.splice(0)) resolve();
			whenIdle = [];
		},
	};
}
