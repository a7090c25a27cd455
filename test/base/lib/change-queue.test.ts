import {describe, expect, it} from 'vitest';
import {createChangeQueue} from '../../../src/base/lib/spread-work.js';

const later = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));

describe('changes', () => {
	it('that arrive together are looked at once, and again when one arrives during the look', async () => {
		const batches: string[][] = [];
		let release: () => void = () => undefined;
		const queue = createChangeQueue(
			async ids => {
				batches.push([...ids].sort());
				if (batches.length === 1)
					await new Promise<void>(resolve => {
						release = resolve;
					});
			},
			{gather: 1, restFactor: 0},
		);
		for (let turn = 0; turn < 500; turn += 1) queue.add(`c${turn % 3}`);
		await expect.poll(() => batches).toHaveLength(1);
		for (let turn = 0; turn < 500; turn += 1) queue.add('c1');
		release();
		await queue.idle();
		queue.close();
		expect(batches).toEqual([['c0', 'c1', 'c2'], ['c1']]);
	});

	it('leave rest after work that took long', async () => {
		const starts: number[] = [];
		const queue = createChangeQueue(
			async () => {
				starts.push(performance.now());
				queue.add('again');
				await later(20);
			},
			{gather: 1, restFactor: 3},
		);
		queue.add('c');
		await expect.poll(() => starts.length).toBeGreaterThan(2);
		queue.close();
		// A batch of twenty milliseconds and three times as much rest: a loaded machine makes it longer, never shorter.
		expect((starts[2] ?? 0) - (starts[1] ?? 0)).toBeGreaterThan(60);
	});
});
