import {mkdirSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import type {Capability} from '../../../src/base/facts/index.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {type FollowedContainer, followContainer} from '../../../src/base/trace/container-follower.js';
import type {CheckEvent} from '../../../src/base/trace/trace-events.js';
import {temporaryFolder} from '../../support/temporary-folder.js';

const facts = {pid: 7, capabilities: {granted: new Set<Capability>(['CHOWN', 'NET_ADMIN']), added: []}};
const check = (pid: number, capability: Capability, more: Partial<CheckEvent> = {}): CheckEvent => ({
	kind: 'check',
	pid,
	command: 'web',
	credentials: '0x1',
	capability,
	granted: true,
	within: null,
	reason: null,
	namespace: null,
	...more,
});
const late = (): boolean => false;

/** Process 7 and this program are in the user namespace 1. */
function following(more: Partial<FollowedContainer> = {}) {
	const root = temporaryFolder();
	for (const pid of ['self', '7']) {
		mkdirSync(join(root, 'proc', pid, 'ns'), {recursive: true});
		symlinkSync('user:[1]', join(root, 'proc', pid, 'ns/user'));
	}
	const container = followContainer(openTree(root), {
		id: 'a'.repeat(64),
		factsOf: () => facts,
		raisedBy: async () => null,
		namespace: '0xaa',
		...more,
	});
	container.add(7, 'service');
	return container;
}
const used = (container: ReturnType<typeof following>) => container.uses()?.map(({capability}) => capability);

describe('the follower of a container', () => {
	it('counts what its tasks and their children use, and nothing of others', () => {
		const container = following();
		container.fork(7, 8);
		container.fork(9, 10);
		container.check(check(8, 'CHOWN'), 1, late);
		container.check(check(10, 'NET_ADMIN'), 1, late);
		expect(used(container)).toEqual(['CHOWN']);
	});

	it('counts nothing that was granted in another user namespace, and has no calls watched for it', () => {
		const container = following();
		let asked = 0;
		const isEarly = (): boolean => {
			asked += 1;
			return false;
		};
		container.check(check(7, 'NET_ADMIN', {namespace: '0xbb'}), 1, isEarly);
		expect([used(container), asked]).toEqual([[], 0]);
		container.check(check(7, 'CHOWN', {namespace: '0xaa'}), 1, isEarly);
		expect([used(container), asked]).toEqual([['CHOWN'], 1]);
	});

	it('lists programs by who started them: the runtime belongs to the host until it executes another', async () => {
		const container = following();
		container.add(20, 'runtime');
		container.begins();
		expect(await container.exec(20, '/usr/bin/runc', 1)).toBeNull();
		expect(await container.exec(20, '/bin/web', 1)).toMatchObject({path: '/bin/web', byExec: false, isStart: true});
		container.add(21, 'runtime');
		expect(await container.exec(21, '/bin/sh', 2)).toMatchObject({path: '/bin/sh', byExec: true, isStart: false});
		expect(await container.exec(99, '/bin/other', 2)).toBeNull();
		expect(container.programs().map(({path, onlyByExec}) => [path, onlyByExec])).toEqual([
			['/bin/web', false],
			['/bin/sh', true],
		]);
	});

	it('knows nothing of capabilities until it is known what the container may have, and loses no check until then', () => {
		let known: typeof facts | null = null;
		const seen: string[] = [];
		const container = following({factsOf: () => known, onCheck: (_, {byExec}, times) => void seen.push(`${times} ${byExec}`)});
		for (const _ of [1, 2, 3]) container.check(check(7, 'CHOWN'), 1, late);
		expect([container.uses(), container.waiting(), seen]).toEqual([null, 1, []]);
		known = facts;
		expect(container.uses()).toMatchObject([{capability: 'CHOWN', count: 3}]);
		expect([container.waiting(), seen]).toEqual([0, ['3 false']]);
	});
});
