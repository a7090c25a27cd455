import {expect, it} from 'vitest';
import {knownContainers} from '../../../../src/record/recorder/known-containers.js';
import {countLosses} from '../../../../src/record/recorder/sources/losses.js';
import {sampleModel} from '../../../support/sample-fleet.js';

it('says of which container something was lost, once it is known', () => {
	const model = sampleModel([{name: 'web'}, {name: 'job'}]);
	const known = knownContainers({model: () => model}, () => undefined);
	const losses = countLosses(known.get);
	const [web] = model.entries;
	losses.add(web?.id ?? '');
	losses.add(web?.id ?? '');
	losses.add('of another engine');
	expect(losses.take()).toEqual([]);

	known.update();
	expect(losses.take().map(({subject, count}) => [subject.container, count])).toEqual([[web?.id, 2]]);
	expect(losses.take()).toEqual([]);
});
