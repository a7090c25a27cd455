import {expect, it} from 'vitest';
import type {ContainerFacts} from '../../../../src/base/facts/index.js';
import {openTree} from '../../../../src/base/host/host-tree.js';
import {recordTasks} from '../../../../src/record/recorder/sources/container-tasks.js';
import {sampleModel} from '../../../support/sample-fleet.js';
import {temporaryFolder} from '../../../support/temporary-folder.js';

const chown = (credentials: string) => ({
	kind: 'check' as const,
	pid: 7,
	command: 'chown',
	credentials,
	capability: 'CHOWN' as const,
	granted: true,
	within: null,
	reason: null,
	namespace: null,
});

function starting(room: boolean) {
	let facts: ContainerFacts | null = null;
	let dropped = 0;
	const tasks = recordTasks(openTree(temporaryFolder()), 'a'.repeat(64), {
		factsOf: () => facts,
		files: {raisedBy: async () => null},
		namespace: null,
		hasRoom: () => room,
		onDropped: () => {
			dropped += 1;
		},
	});
	tasks.family.addService(7);
	return {
		tasks,
		dropped: () => dropped,
		answer: () => {
			facts = sampleModel([{name: 'web'}]).entries[0]?.assessed?.facts ?? expect.fail();
		},
	};
}

it('keeps what a container does before the engine has been asked about it, however often it does the same', () => {
	const {tasks, dropped, answer} = starting(false);
	for (let time = 0; time < 30_000; time += 1) tasks.check(chown('0x1'), 0, () => false);
	expect(tasks.uses(1)).toEqual([]);
	answer();
	expect(tasks.uses(100)).toMatchObject([{capability: 'CHOWN', count: 30_000}]);
	expect(dropped()).toBe(0);
});

it('says of each check for which there is no room that it was dropped', () => {
	const {tasks, dropped} = starting(false);
	for (let task = 0; task < 2_010; task += 1) tasks.check(chown(`0x${task}`), 0, () => false);
	expect(dropped()).toBe(10);
});

it('keeps more for one container while the others need no room', () => {
	const {tasks, dropped} = starting(true);
	for (let task = 0; task < 2_010; task += 1) tasks.check(chown(`0x${task}`), 0, () => false);
	expect([tasks.waiting(), dropped()]).toEqual([2_010, 0]);
});
