import {expect, test} from 'vitest';
import {interruptiblePause} from '../../../src/record/recorder/interruptible-pause.js';

const long = 600_000;

test('a wait ends after its time', async () => {
	const {wait} = interruptiblePause(new AbortController().signal);
	expect(await wait(1, true)).toBe(false);
});

test('an interrupt ends a wait that allows it, and only that', async () => {
	const {wait, interrupt} = interruptiblePause(new AbortController().signal);
	interrupt();
	const first = wait(long, true);
	interrupt();
	expect(await first).toBe(true);
	const second = wait(5, false);
	interrupt();
	expect(await second).toBe(false);
});

test('an abort ends every wait, also those that begin later', async () => {
	const ending = new AbortController();
	const {wait} = interruptiblePause(ending.signal);
	const first = wait(long, false);
	ending.abort();
	expect(await first).toBe(false);
	expect(await wait(long, false)).toBe(false);
});
