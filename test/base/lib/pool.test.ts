import {describe, expect, it} from 'vitest';
import {forEachLimited} from '../../../src/base/lib/spread-work.js';

const later = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));

describe('a pool', () => {
	it('has a limited number of jobs and starts them in order', async () => {
		const begun: number[] = [];
		let running = 0;
		let most = 0;
		await forEachLimited([1, 2, 3, 4, 5, 6, 7], 3, async item => {
			begun.push(item);
			running += 1;
			most = Math.max(most, running);
			await later(item % 2);
			running -= 1;
		});
		expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
		expect(most).toBe(3);
	});
});
