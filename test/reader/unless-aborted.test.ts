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
});
