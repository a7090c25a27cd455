import {getEventListeners} from 'node:events';
import {describe, expect, it} from 'vitest';
import {unlessAborted} from '../../src/engine/unless-aborted.js';

const never = new Promise<string>(() => undefined);

describe('waiting for what takes long', () => {
	it('ends with it', async () => {
		expect(await unlessAborted(Promise.resolve('done'), new AbortController().signal)).toBe('done');
		await expect(unlessAborted(Promise.reject(new Error('lost')), new AbortController().signal)).rejects.toThrow('lost');
	});

	it('ends when whoever waits has had enough, or had before', async () => {
		const ending = new AbortController();
		const waiting = unlessAborted(never, ending.signal);
		ending.abort();
		await expect(waiting).rejects.toMatchObject({kind: 'cancelled'});
		await expect(unlessAborted(never, ending.signal)).rejects.toMatchObject({kind: 'cancelled'});
		await expect(unlessAborted(Promise.reject(new Error('lost')), ending.signal)).rejects.toMatchObject({kind: 'cancelled'});
	});

	it('shares one listener, and leaves none behind', async () => {
		const ending = new AbortController();
		const listeners = () => getEventListeners(ending.signal, 'abort').length;
		for (const round of [1, 2]) {
			let finish: (round: number) => void = () => undefined;
			const late = new Promise<number>(resolve => {
				finish = resolve;
			});
			const waiting = Array.from({length: 2000}, () => unlessAborted(late, ending.signal));
			const other = unlessAborted(Promise.reject(new Error('lost')), ending.signal);
			expect(listeners()).toBe(1);
			await expect(other).rejects.toThrow('lost');
			expect(listeners()).toBe(1);
			finish(round);
			expect(new Set(await Promise.all(waiting))).toEqual(new Set([round]));
			expect(listeners()).toBe(0);
		}
	});

	it('ends for all at once, and what fails afterwards fails for nobody', async () => {
		const ending = new AbortController();
		let lose: (error: Error) => void = () => undefined;
		const late = new Promise<string>((_, reject) => {
			lose = reject;
		});
		const waiting = [late, never, late].map(work => unlessAborted(work, ending.signal));
		ending.abort();
		const inTheSameTurn = unlessAborted(late, ending.signal);
		lose(new Error('lost'));
		for (const outcome of await Promise.allSettled([...waiting, inTheSameTurn]))
			expect(outcome).toMatchObject({status: 'rejected', reason: {kind: 'cancelled'}});
		expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
	});
});
