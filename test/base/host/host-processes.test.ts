import {describe, expect, it} from 'vitest';
import {searchHostProcesses} from '../../../src/base/host/host-processes.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {readStatus} from '../../../src/base/host/process-table.js';
import {type AuthoredEntry, type AuthoredProcess, authoredHost, processEntries} from '../../support/authored-host.js';

const none = 'CapPrm:\t0000000000000000\n';
const full = 'CapPrm:\t000001ffffffffff\n';
const first = {link: 'user:[4026531837]'};

function seen(processes: readonly (Partial<AuthoredProcess> & {pid: number})[], more: Record<string, AuthoredEntry> = {}) {
	const entries = processes.map(process => ({
		[`/proc/${process.pid}`]: {directory: true, uid: process.uid ?? 0} as const,
		...processEntries({comm: 'daemon', exe: '/usr/sbin/daemon', status: none, ...process}),
		[`/proc/${process.pid}/ns/user`]: first,
	}));
	const {root} = authoredHost(Object.assign({'/proc/self/ns/user': first}, ...entries, more));
	const tree = openTree(root);
	const search = searchHostProcesses(tree);
	for (const {pid} of processes) {
		const status = readStatus(tree, pid);
		if (status !== null) search.lookAt(pid, status);
	}
	return search.found();
}

describe.skipIf(process.getuid?.() !== 0)('processes of the host', () => {
	it('are listed by user and capabilities, each once', () =>
		expect(seen([{pid: 20}, {pid: 21}, {pid: 22, uid: 1000}])).toEqual([
			{uid: 0, gid: 0, capabilities: []},
			{uid: 1000, gid: 1000, capabilities: []},
		]));
	it('are left out where nothing but SYS_PTRACE leads to them', () => expect(seen([{pid: 20, status: full}])).toEqual([]));
	it('are left out in a container, by its process tree and by its root directory', () =>
		expect(
			seen(
				[
					{pid: 20, nested: [1]},
					{pid: 21, rootLink: '../../rootfs'},
				],
				{'/rootfs/bin/sh': ''},
			),
		).toEqual([]));
	it('are left out in another user namespace', () =>
		expect(seen([{pid: 20}], {'/proc/20/ns/user': {link: 'user:[4026532000]'}})).toEqual([]));
	it('are left out where they do not let others of their user look', () =>
		expect(seen([{pid: 20, uid: 1000}], {'/proc/20': {directory: true, uid: 0}})).toEqual([]));
});
