import {expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import type {EngineReader} from '../../../src/base/engine/engine-reader.js';
import type {Account} from '../../../src/base/facts/index.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {emptyState} from '../../../src/judge/inventory/fleet-state.js';
import {loadImages} from '../../../src/judge/inventory/inventory.js';
import {builtInPolicy} from '../../../src/judge/policy/built-in-policy.js';

it('keeps what was learned of an image while a second load of it was on its way', async () => {
	const answers: (() => void)[] = [];
	const image = () => new Promise(resolve => answers.push(() => resolve({Id: 'i'})));
	// Of the reader only the inspect of images is asked.
	const source = {
		reader: {image} as unknown as EngineReader,
		state: emptyState(builtInPolicy),
		signal: new AbortController().signal,
		withHistories: false,
	};
	const loads = [loadImages(source, ['i']), loadImages(source, ['i'])];
	answers[0]?.();
	await loads[0];
	const accounts = known<readonly Account[]>([{name: trusted('nobody'), uid: 65_534, gid: 65_534}]);
	source.state.images.set('i', {inspect: {Id: 'i'}, accounts});
	answers[1]?.();
	await loads[1];
	expect(source.state.images.get('i')).toMatchObject({accounts});
});
