import {describe, expect, it} from 'vitest';
import {containerProcesses} from '../../../src/base/host/container-processes.js';
import {containerSockets} from '../../../src/base/host/container-sockets.js';
import {processesOfGroup} from '../../../src/base/host/control-group.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {chrooted, processesOnHost} from '../../../src/fix/evidence/host-processes.js';
import {hostPeaks, sampledPeaks} from '../../../src/fix/evidence/peaks.js';
import {meterOf} from '../../../src/tui/store/meters.js';
import {authoredHost, processEntries, socketTable, tcpRow} from '../../support/authored-host.js';

const id = 'a1'.repeat(32);
const status =
	'NoNewPrivs:\t0\nSeccomp:\t2\nCapInh:\t0\nCapPrm:\t00000000a80425fb\nCapEff:\t00000000a80425fb\nCapBnd:\t00000000a80425fb\n';
const session = '/user.slice/user-1000.slice/session-2.scope';

/** Process 70 of a container, its conmon 60, and a neighbour 90, each in the group that is given; the container's holds 70 and 90. */
function host(container: string, conmon: string): string {
	return authoredHost({
		...processEntries({pid: 60, comm: 'conmon', exe: '/usr/bin/conmon', args: ['-c', id]}),
		...processEntries({pid: 70, comm: 'web', exe: '/web', parent: 60, nested: [1], sockets: [11], status}),
		...processEntries({pid: 90, comm: 'dockerd', exe: '/usr/bin/dockerd'}),
		'/proc/60/cgroup': `3:memory:${conmon}\n0::${conmon}\n`,
		'/proc/70/cgroup': `3:memory:${container}\n0::${container}\n`,
		'/proc/70/ns/net': {link: 'net:[4026532000]'},
		'/proc/self/ns/net': {link: 'net:[4026531840]'},
		'/proc/70/net/tcp': socketTable(tcpRow('00000000:1F90', 11), tcpRow('00000000:0050', 12)),
		'/proc/70/root': {link: '/'},
		[`/sys/fs/cgroup/memory${container}/cgroup.procs`]: '70\n90\n',
		[`/sys/fs/cgroup/memory${container}/memory.max_usage_in_bytes`]: '592297984\n',
	}).root;
}

describe('a control group that a container shares with what started it', () => {
	const shared = () => host(session, session);
	const tree = () => openTree(shared());

	it('does not expose its processes', () => {
		expect(containerProcesses(openTree(shared()), 70, id)).toMatchObject({
			known: false,
			reason: {reason: 'no cgroup of the container is visible from here'},
		});
		expect(processesOnHost(tree(), 70).known).toBe(false);
		expect(processesOfGroup(tree(), 70)).toEqual([70]);
	});
	it('does not expose its memory', () => expect(hostPeaks(tree(), 70, 60).known).toBe(false));
	it('does not prove that none of its processes has another root', () => expect(chrooted(tree(), 70).known).toBe(false));
	it('leaves open which of its processes listens', () => {
		const {own} = containerSockets(openTree(shared()), 70, id);
		if (!own.known) throw new Error('the sockets of its network were not seen');
		expect(own.value.map(({port, process}) => [port, process])).toEqual([
			[8080, 'web'],
			[80, null],
		]);
	});
});

it('is distinguished from its own cgroup, whatever that is called', () => {
	const root = host('/machine.slice/libpod/container', '/machine.slice/libpod/supervisor');
	const seen = containerProcesses(openTree(root), 70, id);
	expect(seen.known && seen.value.map(({pid}) => pid)).toEqual([70, 90]);
	expect(hostPeaks(openTree(root), 70, 60)).toMatchObject({known: true, value: {memory: 592297984}});
});

describe('statistics of a container without a control group', () => {
	// As Podman 5.4.2 answers: the memory of the root group, no task, no processor time.
	const stats = {
		cpu_stats: {cpu_usage: {total_usage: 0}, system_cpu_usage: 5, online_cpus: 2},
		memory_stats: {usage: 592297984, limit: 25276502016},
		pids_stats: {},
	};
	it('are no peak, and no meter', () => {
		expect(sampledPeaks(stats, 60)).toMatchObject({known: false});
		const first = meterOf(stats, undefined, 0);
		expect(meterOf(stats, first, 1000)).toMatchObject({cpu: null, memory: null});
	});
	it('are both where it has used the processor', () => {
		const counted = {...stats, cpu_stats: {...stats.cpu_stats, cpu_usage: {total_usage: 9}}};
		expect(sampledPeaks(counted, 60)).toMatchObject({known: true, value: {memory: 592297984}});
		expect(meterOf(counted, undefined, 0).memory).toBe(592297984);
	});
});
