import {describe, expect, it} from 'vitest';
import {hostProcesses} from '../../src/host/host-processes.js';
import {openTree} from '../../src/host/host-tree.js';
import {type AuthoredEntry, type AuthoredProcess, authoredHost, processEntries} from '../support/authored-host.js';

const none = 'CapPrm:\t0000000000000000\n';
const full = 'CapPrm:\t000001ffffffffff\n';
const first = {link: 'user:[4026531837]'};

async function seen(processes: readonly (Partial<AuthoredProcess> & {pid: number})[], more: Record<string, AuthoredEntry> = {}) {
	const entries = processes.map(process => ({
		[`/proc/${process.pid}`]: {directory: true, uid: process.uid ?? 0} as const,
		...processEntries({comm: 'daemon', exe: '/usr/sbin/daemon', status: none, ...process}),
		[`/proc/${process.pid}/ns/user`]: first,
	}));
	const {root} = authoredHost(Object.assign({'/proc/self/ns/user': first}, ...entries, more));
	return hostProcesses(
		openTree(root),
		processes.map(({pid}) => pid),
	);
}

describe.skipIf(process.getuid?.() !== 0)('processes of the host', () => {
	it('are listed by user and capabilities, each once', async () =>
		expect(await seen([{pid: 20}, {pid: 21}, {pid: 22, uid: 1000}])).toEqual([
			{uid: 0, gid: 0, capabilities: []},
			{uid: 1000, gid: 1000, capabilities: []},
		]));
	it('are left out where nothing but SYS_PTRACE leads to them', async () =>
		expect(await seen([{pid: 20, status: full}])).toEqual([]));
	it('are left out in a container, by its process tree and by its root directory', async () =>
		expect(
			await seen(
				[
					{pid: 20, nested: [1]},
					{pid: 21, rootLink: '../../rootfs'},
				],
				{'/rootfs/bin/sh': ''},
			),
		).toEqual([]));
	it('are left out in another user namespace', async () =>
		expect(await seen([{pid: 20}], {'/proc/20/ns/user': {link: 'user:[4026532000]'}})).toEqual([]));
	it('are left out where they do not let others of their user look', async () =>
		expect(await seen([{pid: 20, uid: 1000}], {'/proc/20': {directory: true, uid: 0}})).toEqual([]));
});
