import {timeSlice, yieldToEventLoop} from '../../base/index.js';

/** Containers waiting to be judged: some, in order of arrival, or all of them. Judged in time slices. */
export type JudgeQueue = {
	add(id: string): void;
	/** Every container, what depends on several, and the engine's own verdicts. */
	addAll(): void;
	/** The same after a short delay, together with changes until then. Not before the fleet is complete: all are judged then anyway. */
	addAllSoon(): void;
	/** The queue starts working; until then it only collects. */
	open(): void;
	/** Resolves when it is open and empty. */
	idle(): Promise<void>;
	close(): void;
};

export type JudgeQueueParts = {
	/** Must not throw. */
	readonly judge: (id: string) => void;
	/** Yields after each step. Must not throw. */
	readonly judgeAll: () => Iterable<void>;
	readonly isComplete: () => boolean;
	/** Called between slices and at the end. */
	readonly progress: () => void;
};

/** Milliseconds between a change and judging all: in a storm of events that happens at most once a second… */
const shortestRest = 1000;
/** …and, if it takes long, for at most a fifth of the time. */
const restFactor = 4;

export function createJudgeQueue({judge, judgeAll, isComplete, progress}: JudgeQueueParts): JudgeQueue {
	const waiting = new Set<string>();
	let allWait = false;
	let isOpen = false;
	let running = false;
	let closed = false;
	let soon: NodeJS.Timeout | null = null;
	let rest = shortestRest;
	const whenIdle: (() => void)[] = [];

	async function run(): Promise<void> {
		await yieldToEventLoop();
		const slice = timeSlice();
		for (const _ of work()) {
			if (!slice.due()) continue;
			progress();
			await yieldToEventLoop();
			if (closed) return;
		}
		running = false;
		progress();
		release();
	}

	function* work(): Generator<void, void> {
		while (!closed && (allWait || waiting.size > 0)) {
			if (allWait) {
				allWait = false;
				waiting.clear();
				const began = performance.now();
				yield* judgeAll();
				rest = Math.max(shortestRest, restFactor * (performance.now() - began));
			}
			for (const id of waiting) {
				waiting.delete(id);
				judge(id);
				yield;
			}
		}
	}

	function start(): void {
		if (!isOpen || running || closed || !(allWait || waiting.size > 0)) return;
		running = true;
		void run();
	}
	function release(): void {
		for (const resolve of whenIdle.splice(0)) resolve();
	}
	function addAll(): void {
		if (soon !== null) clearTimeout(soon);
		soon = null;
		allWait = true;
		start();
	}
	return {
		add(id) {
			waiting.add(id);
			start();
		},
		addAll,
		addAllSoon() {
			if (closed || !isComplete()) return;
			soon ??= setTimeout(addAll, rest).unref();
		},
		open() {
			isOpen = true;
			start();
		},
		idle: () => (closed || (isOpen && !running) ? Promise.resolve() : new Promise(resolve => whenIdle.push(resolve))),
		close() {
			closed = true;
			if (soon !== null) clearTimeout(soon);
			release();
		},
	};
}
