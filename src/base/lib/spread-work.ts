import {noteUnforeseen} from './unforeseen.js';

/** Milliseconds; shorter than the frame in which a key press is answered. */
const sliceMilliseconds = 10;

/** Lets pending events run first: answers of the engine, keys, timers. */
export const yieldToEventLoop = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Work in slices: check `due()` after each step, and yield when it is true. */
export function timeSlice(): {due: () => boolean} {
	let started = performance.now();
	return {
		due: () => {
			const now = performance.now();
			if (now - started < sliceMilliseconds) return false;
			started = now;
			return true;
		},
	};
}

/** Runs steps to their end, in slices; `null` once aborted. */
export async function runInSlices<T>(steps: Generator<void, T>, signal?: AbortSignal): Promise<T | null> {
	const slice = timeSlice();
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
		if (slice.due()) await yieldToEventLoop();
		if (signal?.aborted) return null;
	}
}

/** Runs the work for each item, in slices: a host may have thousands of processes. Stops early when the work returns `'enough'`. */
export async function forEachInSlices<T>(items: readonly T[], work: (item: T) => unknown): Promise<void> {
	const slice = timeSlice();
	for (const item of items) {
		if (work(item) === 'enough') return;
		if (slice.due()) await yieldToEventLoop();
	}
}

/**
 * Runs a task for each item, at most `width` at once, started in the order of the list. Resolves when the last has ended; a task must
 * not reject.
 */
export async function forEachLimited<T>(items: Iterable<T>, width: number, task: (item: T) => Promise<void>): Promise<void> {
	const queue = items[Symbol.iterator]();
	const worker = async () => {
		for (let next = queue.next(); next.done !== true; next = queue.next()) await task(next.value);
	};
	await Promise.all(Array.from({length: width}, worker));
}

/** Runs one piece of work after the other, however the one before has ended. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

export function takeTurns(): Turns {
	let last: Promise<unknown> = Promise.resolve();
	return work => {
		const now = last.then(work);
		last = now.catch(() => undefined);
		return now;
	};
}

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
