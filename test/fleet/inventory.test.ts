import {expect, it} from 'vitest';
import {known} from '../../src/answers/index.js';
import type {EngineReader} from '../../src/engine/engine-reader.js';
import type {Account} from '../../src/facts/index.js';
import {emptyState} from '../../src/fleet/fleet-state.js';
import {createHostWatch} from '../../src/fleet/host-watch.js';
import {createInventory} from '../../src/fleet/inventory.js';
import {builtInPolicy} from '../../src/policy/built-in-policy.js';
import {trusted} from '../../src/terminal/safe-text.js';

it('keeps what was learned of an image while a second load of it was on its way', async () => {
	const answers: (() => void)[] = [];
	const image = () => new Promise(resolve => answers.push(() => resolve({Id: 'i'})));
	// Of the reader only the inspect of images is asked.
	const source = {
		reader: {image} as unknown as EngineReader,
		state: emptyState(builtInPolicy),
		signal: new AbortController().signal,
		host: null,
	};
	const hostWatch = createHostWatch(source, {judgeAgain: () => undefined, judgeAllAgain: () => undefined});
	const inventory = createInventory({source, hostWatch, changed: () => undefined, now: Date.now, withHistories: false});
	const loads = [inventory.loadImages(['i']), inventory.loadImages(['i'])];
	answers[0]?.();
	await loads[0];
	const accounts = known<readonly Account[]>([{name: trusted('nobody'), uid: 65_534, gid: 65_534}]);
	source.state.images.set('i', {inspect: {Id: 'i'}, accounts});
	answers[1]?.();
	await loads[1];
	expect(source.state.images.get('i')).toMatchObject({accounts});
});
