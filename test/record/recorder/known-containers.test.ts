import {expect, it} from 'vitest';
import {knownContainers, subjectOfEvent} from '../../../src/record/recorder/known-containers.js';
import {subjectOf} from '../../../src/record/recorder/subject.js';
import {sampleModel} from '../../support/sample-fleet.js';

it('gives events of a container that is not known yet the same workload, however long its labels are', () => {
	const labels = {'com.docker.compose.project': 'shop', 'com.docker.compose.service': 's'.repeat(3_000)};
	const [entry] = sampleModel([{name: 'shop-web-1', config: {Labels: labels}}]).entries;
	const facts = entry?.assessed?.facts;
	if (facts === undefined) throw new Error('no container');
	const event = {
		Type: 'container',
		Action: 'create',
		Actor: {ID: facts.id, Attributes: {...labels, name: 'shop-web-1'}},
		time: 1,
	};
	const {workload} = subjectOfEvent(event, null);
	expect(workload).toBe(subjectOf(facts).workload);
	expect(workload).toHaveLength(200);
});

it('knows a container that is gone for a while: what it did in its last second is read after that', () => {
	let model = sampleModel([{name: 'job'}, {name: 'web'}]);
	const known = knownContainers({model: () => model}, () => undefined);
	known.update();
	const [job] = model.entries;
	model = {...model, entries: model.entries.slice(1)};
	known.update();
	expect([...known.values()].map(({facts}) => facts.name)).toEqual(['web']);
	expect(known.get(job?.id ?? '')?.facts.name).toBe('job');
});
