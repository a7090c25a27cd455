import {startSlice, turn} from '../terminal/turns.js';

/**
 * Milliseconds in which containers gather before they are judged together: a hundred rules over one container after the other stay
 * in the processor's caches; one at a time between answers of the engine, each costs a quarter more.
 */
const gather = 30;

/** Containers that wait for their judgement; judged in slices, in the order in which they came. */
export type JudgeQueue = {
	add(id: string): void;
	/** From here on the queue works; until then it collects. */
	open(): void;
	/** Resolves when it is open and nothing waits; nothing gathers any longer. */
	idle(): Promise<void>;
	close(): void;
};

/** @param judge  must not throw; `progress` is called between slices and at the end */
export function createJudgeQueue(judge: (id: string) => void, progress: () => void): JudgeQueue {
	const waiting = new Set<string>();
	let isOpen = false;
	let running = false;
	let timer: NodeJS.Timeout | null = null;
	let closed = false;
	let whenIdle: (() => void)[] = [];

	const run = async () => {
		running = true;
		const slice = startSlice();
		for (const id of waiting) {
			waiting.delete(id);
			judge(id);
			if (!slice.due()) continue;
			progress();
			await turn();
			if (closed) break;
		}
		running = false;
		progress();
		if (waiting.size > 0 && !closed) void run();
		else release();
	};
	const release = () => {
		const resolves = whenIdle;
		whenIdle = [];
		for (const resolve of resolves) resolve();
	};
	const start = (delay: number) => {
		if (!isOpen || running || closed || waiting.size === 0) return;
		timer ??= setTimeout(() => {
			timer = null;
			void run();
		}, delay);
	};
	return {
		add(id) {
			waiting.add(id);
			start(gather);
		},
		open() {
			isOpen = true;
			start(0);
		},
		idle() {
			if (closed || (isOpen && !running && waiting.size === 0)) return Promise.resolve();
			// Somebody waits: what gathers is judged now.
			if (timer !== null) {
				clearTimeout(timer);
				timer = null;
				void run();
			}
			return closed || (isOpen && !running && waiting.size === 0)
				? Promise.resolve()
				: new Promise(resolve => whenIdle.push(resolve));
		},
		close() {
			closed = true;
			if (timer !== null) clearTimeout(timer);
			waiting.clear();
			release();
		},
	};
}
