import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {loadingScreen} from '../../src/cli/tui/loading-screen.js';
import {shop} from '../support/sample-fleet.js';
import {sampleTui} from '../support/sample-tui.js';

const loaded = sampleTui(shop, {columns: 100, rows: 24}).tui.store.getState();
const {model} = loaded;

/** The same containers, of which as many are judged. */
const judged = (done: number): typeof loaded => ({
	...loaded,
	model: {...model, loading: {done, total: model.entries.length, complete: false}},
});

/** A loading screen, whose engine was turned to so many milliseconds ago, with what it has written. */
function screenAfter(ago: number) {
	const written: string[] = [];
	const stdout = Object.assign(Object.create(process.stdout), {
		write: (text: string) => written.push(text) > 0,
	});
	const terminal = {enter: () => void written.push('entered')};
	const screen = loadingScreen(terminal, stdout, performance.now() - ago, {ascii: false, color: false});
	return {screen, written};
}

describe('the screen while a fleet loads', () => {
	beforeEach(() => {
		vi.useFakeTimers();
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	it('keeps back a list without its grades, and paints it once, with them', () => {
		const {screen, written} = screenAfter(0);
		expect(screen.show(judged(0))).toBe(true);
		expect(screen.show(judged(1))).toBe(true);
		expect(screen.shown()).toBe(true);
		expect(written).toEqual([]);
		screen.show(loaded);
		expect(written).toEqual(['entered', expect.stringContaining(shop[0]?.name ?? '')]);
		screen.stop();
	});

	it('paints it as it is where the grades take longer', () => {
		const {screen, written} = screenAfter(0);
		screen.show(judged(0));
		screen.show(judged(1));
		vi.advanceTimersByTime(100);
		expect(written).toEqual([]);
		vi.advanceTimersByTime(50);
		expect(written).toEqual(['entered', expect.stringContaining(`1 of ${model.entries.length}`)]);
		screen.stop();
	});

	it('paints immediately once the list has taken longer than that, and so do later frames', () => {
		const {screen, written} = screenAfter(400);
		screen.show(judged(0));
		screen.show(judged(1));
		expect(written).toEqual(['entered', expect.stringContaining('0 of'), 'entered', expect.stringContaining('1 of')]);
		screen.stop();
	});

	it('paints nothing once it is stopped: the terminal may be given back', () => {
		const {screen, written} = screenAfter(0);
		screen.show(judged(0));
		screen.stop();
		vi.advanceTimersByTime(1_000);
		expect(written).toEqual([]);
		expect(screen.shown()).toBe(false);
	});

	it('paints no list that was kept back after something else', () => {
		const {screen, written} = screenAfter(0);
		screen.show(judged(0));
		expect(screen.show({...loaded, lines: []})).toBe(false);
		vi.advanceTimersByTime(1_000);
		expect(written).toEqual([]);
	});

	it('leaves to others what is no list', () => {
		const {screen, written} = screenAfter(400);
		expect(screen.show({...loaded, lines: []})).toBe(false);
		expect(screen.shown()).toBe(false);
		expect(written).toEqual([]);
	});
});
