import {afterEach, beforeEach, expect, it, onTestFinished, vi} from 'vitest';
import {releaseMemoryWhenIdle} from '../../src/cli/tui/memory.js';
import {shop} from '../support/sample-fleet.js';
import {sampleTui} from '../support/sample-tui.js';

beforeEach(() => void vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']}));
afterEach(() => void vi.useRealTimers());

/** The store after its own timers. */
function settledTui() {
	const {tui} = sampleTui(shop);
	onTestFinished(tui.close);
	tui.actions.down();
	vi.runAllTimers();
	return tui;
}

/** Made in a call that has ended: a running function keeps its temporaries. */
const someGarbage = () => new WeakRef({});

it('releases memory each time that no key has been pressed for a while, and not between two keys', async () => {
	const {store, actions} = settledTui();
	onTestFinished(releaseMemoryWhenIdle(store));
	for (let times = 0; times < 2; times += 1) {
		for (let pressed = 0; pressed < 10; pressed += 1) {
			(pressed % 2 === 0 ? actions.up : actions.down)();
			vi.advanceTimersByTime(2_500);
			expect(vi.getTimerCount()).toBe(1);
		}
		const garbage = someGarbage();
		vi.advanceTimersByTime(1_000);
		expect(vi.getTimerCount()).toBe(0);
		await isCollected(garbage);
	}
});

async function isCollected(garbage: WeakRef<object>): Promise<void> {
	for (let looks = 0; looks < 1_000 && garbage.deref() !== undefined; looks += 1) await new Promise(setImmediate);
	expect(garbage.deref() === undefined).toBe(true);
}

it('does nothing once it is cancelled', () => {
	const {store, actions} = settledTui();
	releaseMemoryWhenIdle(store)();
	actions.up();
	expect(vi.getTimerCount()).toBe(0);
});
