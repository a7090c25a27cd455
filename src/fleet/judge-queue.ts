import {startSlice, turn} from './turns.js';

/** Containers that wait for their judgement; judged in slices, in the order in which they came. */
export type JudgeQueue = {
	add(id: string): void;
	/** From here on the queue works; until then it collects. */
	open(): void;
	/** Resolves when it is open and nothing waits. */
	idle(): Promise<void>;
	close(): void;
};

/** @param judge  must not throw; `progress` is called between slices and at the end */
export function createJudgeQueue(judge: (id: string) => void, progress: () => void): JudgeQueue {
	const waiting = new Set<string>();
	let isOpen = false;
	let running = false;
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
	const start = () => {
		if (isOpen && !running && !closed && waiting.size > 0) void run();
	};
	return {
		add(id) {
			waiting.add(id);
			start();
		},
		open() {
			isOpen = true;
			start();
		},
		idle: () =>
			closed || (isOpen && !running && waiting.size === 0) ? Promise.resolve() : new Promise(resolve => whenIdle.push(resolve)),
		close() {
			closed = true;
			waiting.clear();
			release();
		},
	};
}
