import {describe, expect, it} from 'vitest';
import {lookAtContainer} from '../../../src/base/host/container-on-host.js';
import {containerProcesses} from '../../../src/base/host/container-processes.js';
import {type HostTree, openTree} from '../../../src/base/host/host-tree.js';
import {liveState} from '../../../src/base/host/process-truth.js';
import {type AuthoredEntry, authoredHost, processEntries} from '../../support/authored-host.js';

const id = 'a1'.repeat(32);
const group = `/docker/${id}`;
const status = 'NoNewPrivs:\t1\nSeccomp:\t2\nCapEff:\t0000000000000400\nCapBnd:\t00000000a80425fb\n';

function write(extra: Record<string, AuthoredEntry> = {}): string {
	const {root} = authoredHost({
		'/etc/passwd': 'root:x:0:0::/root:/bin/sh\nweb:x:1000:1000::/:/bin/sh\n',
		...processEntries({pid: 70, comm: 'web', exe: '/web', uid: 1000, nested: [1], args: ['--once'], status}),
		...processEntries({pid: 71, comm: 'a\\n\\b', exe: '/web', uid: 1000, nested: [2], parent: 70, status}),
		'/proc/self/attr/current': 'unconfined\n',
		'/proc/70/attr/current': 'docker-default (enforce)\n',
		'/proc/70/cgroup': `4:memory:${group}\n0::/\n`,
		[`/sys/fs/cgroup/memory${group}/cgroup.procs`]: '70\n',
		[`/sys/fs/cgroup/memory${group}/tasks`]: '70\n',
		[`/sys/fs/cgroup/memory${group}/below/cgroup.procs`]: '71\n',
		...extra,
	});
	return root;
}

/** A tree that notes which files are read. */
function noting(tree: HostTree, read: string[]): HostTree {
	return {
		...tree,
		read(path) {
			read.push(path);
			return tree.read(path);
		},
	};
}

describe('a look at a container', () => {
	it('shows what the looks at its first process and at its processes show', () => {
		const root = write();
		const tree = openTree(root);
		const {truth, processes} = lookAtContainer(tree, 70, id);
		expect(truth).toEqual(liveState(tree, 70, id));
		expect(processes).toEqual(containerProcesses(tree, 70, id));
		expect(processes).toMatchObject({known: true, value: [{pid: 70}, {pid: 71}]});
	});

	it('ignores the runtime process that is about to start the program', () => {
		const starting = (exe: string) =>
			lookAtContainer(
				openTree(write(processEntries({pid: 70, comm: 'runc:[2:INIT]', exe, uid: 1000, nested: [1], status}))),
				70,
				id,
			);
		const reason = {reason: {reason: 'the runtime is about to start its program'}};
		expect(starting('/usr/sbin/runc')).toMatchObject({
			...{begun: false, truth: reason, processes: reason},
			sockets: {own: reason, inNetwork: reason},
		});
		expect(starting('/memfd:runc_cloned:/proc/self/exe (deleted)').begun).toBe(false);
		// A program that calls itself so hides nothing by that.
		expect(starting('/bin/miner')).toMatchObject({begun: true, truth: {known: true}, processes: {known: true}});
	});

	it('reads no file twice', () => {
		const read: string[] = [];
		lookAtContainer(noting(openTree(write()), read), 70, id);
		expect(new Set(read).size).toBe(read.length);
	});

	it('takes no process as its own that is not in its cgroup', () => {
		const tree = openTree(
			write({
				...processEntries({pid: 90, comm: 'no', exe: '/no', uid: 999, nested: [1], args: [], status}),
				'/proc/90/cgroup': '4:memory:/elsewhere\n0::/\n',
			}),
		);
		expect(lookAtContainer(tree, 90, 'b2'.repeat(32))).toMatchObject({
			...{truth: {known: false}, processes: {known: false}},
			sockets: {own: {known: false}, inNetwork: {known: false}},
		});
	});

	it('reads only files where a cgroup has no children', () => {
		const tree = openTree(write());
		const listed: string[] = [];
		lookAtContainer(noting(tree, listed), 70, id);
		expect(listed.filter(path => path.includes('/tasks/'))).toEqual([]);
	});

	it('sees no label where no security module labels processes', () => {
		const tree = openTree(write());
		const refusing: typeof tree = {
			...tree,
			read: path =>
				path.endsWith('/attr/current')
					? {known: false, reason: {source: 'host:/proc', reason: 'cannot be read (EINVAL)'}}
					: tree.read(path),
		};
		expect(lookAtContainer(refusing, 70, id).truth).toMatchObject({known: true, value: {label: null}});
		expect(lookAtContainer(tree, 70, id).truth).toMatchObject({known: true, value: {label: 'docker-default (enforce)'}});
	});
});

describe('names of processes', () => {
	it('are those that the processes gave themselves, line ends and backslashes too', () => {
		const {processes} = lookAtContainer(openTree(write({'/proc/71/status': `Name:\ta\\\\b\\nc\nPPid:\t70\n${status}`})), 70, id);
		// A line end would break a report: the sanitiser writes it as a blank.
		expect(processes).toMatchObject({known: true, value: [{command: 'web'}, {command: 'a\\b c'}]});
	});
});
