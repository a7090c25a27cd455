import {describe, expect, it} from 'vitest';
import type {Capability} from '../../../src/base/facts/index.js';
import {parseTrace} from '../../../src/base/trace/trace-lines.js';
import {usedCapabilities} from '../../../src/base/trace/used-capabilities.js';

/** Lines as Linux 6.18 writes them; numbers of capabilities: 0 CHOWN, 7 SETUID, 8 SETPCAP, 12 NET_ADMIN, 21 SYS_ADMIN. */
const check = (command: string, pid: number, capability: number, result: number, credentials = '0000000000000001'): string =>
	`     ${command}-${pid}  [001] .....  100.000001: cap_capable: cred ${credentials}, target_ns 00000000aa, capable_ns 00000000aa, cap ${capability}, ret ${result}`;
const exec = (pid: number, file: string): string =>
	`  x-${pid}  [000] .....  100.0: sched_process_exec: filename=${file} pid=${pid} old_pid=${pid}`;
const fork = (parent: number, child: number): string =>
	`  sh-${parent}  [000] .....  100.0: sched_process_fork: comm=sh pid=${parent} child_comm=sh child_pid=${child}`;

const granted = new Set<Capability>(['CHOWN', 'SETUID', 'SETPCAP']);
const used = (lines: readonly string[], live = false) =>
	usedCapabilities(parseTrace(['# tracer: nop', ...lines].join('\n')), {root: 10, live}, granted).map(use => use.capability);

describe('the capabilities of a trace', () => {
	it('are those requested and granted after the first program, in all its processes', () => {
		const lines = [
			exec(10, '/usr/sbin/nginx'),
			check('nginx', 10, 0, 0),
			fork(10, 11),
			check('nginx', 11, 7, 0),
			check('nginx', 99, 8, 0),
		];
		expect(used(lines)).toEqual(['CHOWN', 'SETUID']);
	});

	it('are not those of the runtime before it', () => {
		expect(
			used([exec(10, '/proc/self/fd/6'), check('runc:[2:INIT]', 10, 8, 0), exec(10, '/bin/web'), check('web', 10, 0, 0)]),
		).toEqual(['CHOWN']);
	});

	it('begin with any program but the runtime, whatever its name contains', () => {
		expect(
			used([exec(10, '/usr/bin/runc'), check('runc', 10, 8, 0), exec(10, '/usr/bin/truncate'), check('truncate', 10, 0, 0)]),
		).toEqual(['CHOWN']);
	});

	it('are not those that were denied', () => {
		expect(used([exec(10, '/bin/web'), check('web', 10, 0, -1)])).toEqual([]);
	});

	it('are not those of the overlay mounter, whose credentials exceed the container’s', () => {
		const foreign = '00000000000000ff';
		const lines = [
			exec(10, '/bin/node'),
			check('node', 10, 0, 0, foreign),
			check('node', 10, 21, 0, foreign),
			check('node', 10, 7, 0),
		];
		expect(used(lines)).toEqual(['SETUID']);
	});

	describe('are not those that decided nothing', () => {
		const calls = (pid: number, call: string): string => `  sh-${pid}  [000] .....  100.0: sys_${call}`;
		const usedBy = (lines: readonly string[], roots: readonly number[]) =>
			usedCapabilities(parseTrace([exec(10, '/bin/d'), ...lines].join('\n')), {root: 10, live: false, roots}, granted).map(
				use => use.capability,
			);
		const becomes = (pid: number, uid: string): string[] => [
			calls(pid, `setuid(uid: ${uid})`),
			check('d', pid, 7, 0),
			calls(pid, 'setuid -> 0x0'),
		];

		it('when root becomes root, in children too', () => {
			expect(usedBy([...becomes(10, '0'), fork(10, 11), ...becomes(11, '0')], [10])).toEqual([]);
			expect(usedBy(becomes(10, '0x21'), [10])).toEqual(['SETUID']);
		});

		it('after the runtime has forked it and made it root', () => {
			const lines = [fork(9, 10), ...becomes(10, '0x21'), exec(10, '/bin/d'), ...becomes(10, '0')].join('\n');
			expect(usedCapabilities(parseTrace(lines), {root: 10, live: false, roots: [10]}, granted)).toEqual([]);
		});

		it('which is not known of a task that had other ids', () => {
			expect(usedBy(becomes(10, '0'), [])).toEqual(['SETUID']);
			const other = [check('d', 10, 7, 0), ...becomes(10, '0')];
			expect(usedBy(other, [10])).toEqual(['SETUID']);
		});

		it('when a program that gives up capabilities calls capset', () => {
			expect(usedBy([calls(10, 'capset(header: 0x1, dataptr: 0x2)'), check('d', 10, 8, 0)], [10])).toEqual([]);
			expect(usedBy([check('d', 10, 8, 0)], [10])).toEqual(['SETPCAP']);
		});
	});

	it('count from the beginning for a container that ran already', () => {
		expect(used([check('sshd', 10, 7, 0)], true)).toEqual(['SETUID']);
	});

	it('are read from probes on cap_capable where the kernel has no tracepoint', () => {
		// As Linux 6.12 wrote them for a shell that ran `chown` and `chroot`, and for an ordinary user's `chown`.
		const lines = [
			'         busybox-149     [000] .....    11.305796: sched_process_exec: filename=/bin/busybox pid=149 old_pid=149',
			'         busybox-149     [000] .....    11.392416: sched_process_fork: comm=busybox pid=149 child_comm=busybox child_pid=151',
			'         busybox-151     [000] .....    11.401365: sched_process_exec: filename=/bin/busybox pid=151 old_pid=151',
			'         busybox-151     [000] .....    11.405433: dockscope_asks: (cap_capable+0x4/0x80) cred=0xff277ba65d62c300 cap=0 opts=0x0',
			'         busybox-151     [000] .N...    11.406160: dockscope_granted: (security_capable+0x58/0x180 <- cap_capable) ret=0',
			'         busybox-149     [000] .....    11.424518: dockscope_asks: (cap_capable+0x4/0x80) cred=0xff277ba65d62c780 cap=18 opts=0x0',
			'         busybox-149     [000] .N...    11.424775: dockscope_granted: (security_capable+0x58/0x180 <- cap_capable) ret=0',
			'         busybox-152     [000] .....    11.450811: sched_process_exec: filename=/bin/busybox pid=152 old_pid=152',
			'         busybox-152     [000] .....    11.453942: dockscope_asks: (cap_capable+0x4/0x80) cred=0xff277ba65d62c180 cap=7 opts=0x4',
			'         busybox-152     [000] .....    11.454328: dockscope_asks: (cap_capable+0x4/0x80) cred=0xff277ba65d62cb40 cap=0 opts=0x0',
		];
		const events = parseTrace(lines.join('\n'));
		const all = new Set<Capability>(['CHOWN', 'SETUID', 'SYS_CHROOT']);
		const of = (root: number) => usedCapabilities(events, {root, live: false}, all).map(use => use.capability);
		expect(of(149)).toEqual(['CHOWN', 'SYS_CHROOT']);
		expect(of(152)).toEqual([]);
		expect(events.at(-1)).toMatchObject({kind: 'check', command: 'busybox', credentials: '0xff277ba65d62cb40'});
	});

	it('are those of each task when two ask together', () => {
		const asks = (pid: number, capability: number): string =>
			`  web-${pid}  [000] .....  1.0: dockscope_asks: (cap_capable+0x4/0x80) cred=0x1 cap=${capability} opts=0x0`;
		const grants = (pid: number): string =>
			`  web-${pid}  [001] .....  1.1: dockscope_granted: (ns_capable+0x2b/0x50 <- cap_capable) ret=0`;
		const lines = [exec(10, '/bin/web'), fork(10, 11), asks(10, 0), asks(11, 7), grants(11), asks(10, 8), grants(10), grants(10)];
		expect(used(lines)).toEqual(['SETUID', 'SETPCAP']);
	});

	it('are grouped by the phase in which they were first used', () => {
		const mark = (pid: number, phase: string): string =>
			`  node-7  [000] .....  1.0: tracing_mark_write: dockscope ${pid} ${phase}`;
		const lines = [
			exec(10, '/bin/web'),
			check('web', 10, 0, 0),
			mark(99, 'ready'),
			check('web', 10, 8, 0),
			mark(10, 'ready'),
			check('web', 10, 0, 0),
			check('web', 10, 7, 0),
			mark(10, 'probed'),
		];
		expect(usedCapabilities(parseTrace(lines.join('\n')), {root: 10, live: false}, granted)).toEqual([
			{capability: 'CHOWN', by: ['web'], when: 'start'},
			{capability: 'SETPCAP', by: ['web'], when: 'start'},
			{capability: 'SETUID', by: ['web'], when: 'serving'},
		]);
	});
});
