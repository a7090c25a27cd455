import {describe, expect, it} from 'vitest';
import {containerSockets} from '../../../src/base/host/container-sockets.js';
import {processesOfGroup} from '../../../src/base/host/control-group.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {liveState} from '../../../src/base/host/process-truth.js';
import {type AuthoredEntry, authoredHost, processEntries, socketTable, tcpRow} from '../../support/authored-host.js';

const id = 'a1'.repeat(32);
const status =
	'Groups:\t10 998 \nNoNewPrivs:\t1\nSeccomp:\t2\nCapInh:\t0\nCapPrm:\t00000000a80425fb\nCapEff:\t0000000000000400\nCapBnd:\t00000000a80425fb\n';

function write(extra: Record<string, AuthoredEntry> = {}): string {
	const host = authoredHost({
		...processEntries({pid: 70, comm: 'web', exe: '/web', uid: 1000, nested: [1], sockets: [11], status}),
		...processEntries({pid: 71, comm: 'side', exe: '/side', nested: [7], sockets: [12]}),
		'/proc/70/cgroup': `4:memory:/docker/${id}\n1:cpu:/docker/${id}\n0::/\n`,
		'/proc/70/uid_map': '         0     100000      65536\n',
		'/proc/70/attr/current': 'docker-default (enforce)\n',
		'/proc/70/ns/net': {link: 'net:[4026532000]'},
		'/proc/self/ns/net': {link: 'net:[4026531840]'},
		'/proc/70/net/tcp': socketTable(tcpRow('00000000:1F90', 11), tcpRow('0100007F:0050', 12), tcpRow('0B00007F:A000', 99)),
		[`/sys/fs/cgroup/memory/docker/${id}/cgroup.procs`]: '70\n',
		[`/sys/fs/cgroup/memory/docker/${id}/nested/cgroup.procs`]: '71\n',
		[`/sys/fs/cgroup/memory/docker/${id}/memory.stat`]: '',
		...extra,
	});
	return host.root;
}

describe('a container of an engine without control groups', () => {
	const shim = (exe: string, ...args: string[]) =>
		write({
			...processEntries({pid: 60, comm: 'parent', exe, args}),
			'/proc/70/cgroup': '0::/user.slice\n',
			'/proc/70/status': `Name:\tweb\nPPid:\t60\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nNSpid:\t70\t1\n${status}`,
		});
	const isKnown = (root: string) => liveState(openTree(root), 70, id).known;

	it('is known by the shim that started it', () => {
		expect(isKnown(shim('/usr/bin/containerd-shim-runc-v2', '-namespace', 'moby', '-id', id))).toBe(true);
		expect(isKnown(shim('/usr/bin/conmon', '-c', id))).toBe(true);
	});

	it('is not known by another process that mentions it, nor by the shim of another', () => {
		expect(isKnown(shim('/bin/sh', '-c', id))).toBe(false);
		expect(isKnown(shim('/usr/bin/containerd-shim-runc-v2', '-id', 'b2'.repeat(32)))).toBe(false);
	});
});

describe('the kernel’s view of a process', () => {
	it('is decoded', () => {
		const truth = liveState(openTree(write()), 70, id);
		if (!truth.known) throw new Error(truth.reason.reason);
		expect([...truth.value.effective]).toEqual(['NET_BIND_SERVICE']);
		expect(truth.value.bounding.size).toBe(14);
		expect(truth.value).toMatchObject({
			noNewPrivileges: true,
			seccomp: 2,
			uids: [1000, 1000, 1000, 1000],
			groups: [10, 998],
			uidMapIsIdentity: false,
			mappedUids: [{inside: 0, first: 100_000, count: 65_536}],
			label: 'docker-default (enforce)',
		});
	});

	it('has a label of SELinux with the mode, which the kernel keeps elsewhere', () => {
		const label = (mode: string) => {
			const root = write({
				'/proc/70/attr/current': 'system_u:system_r:container_t:s0:c1,c2\0',
				'/sys/fs/selinux/enforce': mode,
			});
			const truth = liveState(openTree(root), 70);
			return truth.known && truth.value.label;
		};
		expect(label('1')).toBe('system_u:system_r:container_t:s0:c1,c2');
		expect(label('0')).toBe('system_u:system_r:container_t:s0:c1,c2 (permissive)');
	});

	it('lists the sockets of its own processes: not the resolver of the engine', () => {
		const {own} = containerSockets(openTree(write()), 70);
		const sockets = own.known ? own.value : [];
		expect(sockets.map(({address, port, process}) => `${address}:${port} ${process}`)).toEqual([
			'0.0.0.0:8080 web',
			'127.0.0.1:80 side',
		]);
	});

	it('lists all listeners in its network, of other processes too', () => {
		const {inNetwork} = containerSockets(openTree(write()), 70);
		const sockets = inNetwork.known ? inNetwork.value : [];
		expect(sockets.map(({port, process}) => `${port} ${process}`)).toEqual(['8080 web', '80 side', '40960 null']);
	});

	it('hides no socket of a process with more open files than are looked at', () => {
		const files = Object.fromEntries(
			Array.from({length: 8300}, (_, index) => [`/proc/70/fd/${index + 100}`, {link: '/dev/null'}]),
		);
		const {own} = containerSockets(openTree(write(files)), 70);
		const sockets = own.known ? own.value : [];
		expect(sockets.map(({port}) => port)).toEqual([8080, 80, 40960]);
	});

	it('knows identity where root inside is root outside', () => {
		const truth = liveState(openTree(write({'/proc/70/uid_map': '         0          0 4294967295\n'})), 70);
		expect(truth).toMatchObject({known: true, value: {uidMapIsIdentity: true}});
	});

	it('is unknown when the id belongs to another process by now, or to none', () => {
		const root = write();
		expect(liveState(openTree(root), 70, 'b2'.repeat(32))).toMatchObject({
			known: false,
			reason: {source: 'host:/proc/70'},
		});
		expect(liveState(openTree(root), 9999).known).toBe(false);
	});
});

describe('the processes of a container', () => {
	it('are those of its control group and of the groups below it, of either version', () => {
		expect(processesOfGroup(openTree(write()), 70)).toEqual([70, 71]);
		const root = write({
			'/proc/70/cgroup': `0::/system.slice/docker-${id}.scope\n`,
			[`/sys/fs/cgroup/system.slice/docker-${id}.scope/cgroup.procs`]: '70\n',
			[`/sys/fs/cgroup/system.slice/docker-${id}.scope/init.scope/cgroup.procs`]: '72\n',
		});
		expect(processesOfGroup(openTree(root), 70)).toEqual([70, 72]);
	});

	it('are only the first one where the cgroup cannot be seen', () => {
		expect(processesOfGroup(openTree(write({'/proc/70/cgroup': '0::/../x\n'})), 70)).toEqual([70]);
	});
});
