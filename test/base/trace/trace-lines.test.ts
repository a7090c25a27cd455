import {describe, expect, it} from 'vitest';
import {parseTrace, traceLines} from '../../../src/base/trace/trace-lines.js';

const check = (pid: number, capability: number, result: number): string =>
	`     sh-${pid}  [001] .....  100.000001: cap_capable: cred 0000000000000001, target_ns 00000000aa, capable_ns 00000000aa, cap ${capability}, ret ${result}`;
const exec = (pid: number, file: string): string =>
	`  sh-${pid}  [000] .....  100.0: sched_process_exec: filename=${file} pid=${pid} old_pid=${pid}`;
const asks = (pid: number, capability: number): string =>
	`  sh-${pid}  [000] .....  100.0: dockscope_asks: (cap_capable+0x0/0x60) cred=0xffff888003d2b0c0 cap=${capability} opts=0x0`;
const result = (pid: number): string =>
	`  sh-${pid}  [000] d....  100.0: dockscope_granted: (ns_capable+0x2a/0x50 <- cap_capable) ret=0`;

describe('a trace that is read as it happens', () => {
	it('gives the same events in pieces of any size', () => {
		const text = `${[exec(7, '/bin/a b'), check(7, 7, 0), 'CPU:1 [LOST 5 EVENTS]', exec(8, '/bin/c\nd'), check(8, 0, -1)].join('\n')}\n`;
		const whole = parseTrace(text);
		expect(whole.map(({kind}) => kind)).toEqual(['exec', 'check', 'exec', 'check']);
		for (const size of [1, 7, 64]) {
			const lines = traceLines();
			const events = [];
			for (let at = 0; at < text.length; at += size) events.push(...lines.take(text.slice(at, at + size)));
			expect([...events, ...lines.end()]).toEqual(whole);
		}
	});

	it('takes no event from the path of a program, which may have line breaks', () => {
		const forged = `/tmp/x\n${check(7, 21, 0)}\n${exec(9, '/bin/forged')}\nend`;
		expect(parseTrace([exec(7, forged), check(7, 7, 0)].join('\n'))).toEqual([
			{kind: 'exec', pid: 7, file: forged},
			expect.objectContaining({kind: 'check', capability: 'SETUID'}),
		]);
	});

	it('goes on after a path that never ends', () => {
		const cut = `  sh-7  [000] .....  100.0: sched_process_exec: filename=/tmp/${'x\n'.repeat(9000)}`;
		expect(parseTrace(`${cut}\n${check(7, 7, 0)}`)).toEqual([expect.objectContaining({capability: 'SETUID'})]);
	});

	/** As Linux 6.18 writes it. */
	const state = (family: string, ports: string, from: string, to: string, now: string): string =>
		`   nc-7  [001] .....  100.0: inet_sock_set_state: family=${family} protocol=IPPROTO_TCP ${ports} saddr=0.0.0.0 daddr=0.0.0.0 saddrv6=${from} daddrv6=${to} oldstate=TCP_CLOSE newstate=${now}`;

	it('gives TCP sockets that listen or connect, with addresses as the tables of the kernel show them', () => {
		const none = '::ffff:0.0.0.0';
		const lines = [
			state('AF_INET', 'sport=0 dport=5432', '::ffff:10.0.0.2', '::ffff:10.0.0.3', 'TCP_SYN_SENT'),
			state('AF_INET6', 'sport=0 dport=443', '::ffff:10.0.0.2', '::ffff:10.0.0.3', 'TCP_SYN_SENT'),
			state('AF_INET6', 'sport=0 dport=81', '::1', '::1', 'TCP_SYN_SENT'),
			state('AF_INET', 'sport=80 dport=0', none, none, 'TCP_LISTEN'),
			state('AF_INET6', 'sport=80 dport=0', '::', '::', 'TCP_LISTEN'),
			state('AF_INET', 'sport=80 dport=4000', none, none, 'TCP_CLOSE'),
		];
		expect(parseTrace(lines.join('\n'))).toEqual([
			...(
				[
					['connect', '10.0.0.3', 5432],
					['connect', '::ffff:10.0.0.3', 443],
					['connect', '::1', 81],
					['listen', '0.0.0.0', 80],
					['listen', '::', 80],
				] as const
			).map(([does, address, port]) => ({kind: 'tcp', pid: 7, command: 'nc', does, address, port})),
		]);
	});

	/** As Linux 6.18 writes them. */
	const calls = (call: string, pid = 7): string => `  sh-${pid}  [000] .....  100.0: sys_${call}`;
	const within = (...lines: readonly string[]) => parseTrace(lines.join('\n')).map(event => 'within' in event && event.within);

	it('gives a check with the system call that it was made in', () => {
		const setuid = {name: 'setuid', value: 33};
		expect(within(calls('setuid(uid: 0x21)'), check(7, 7, 0), calls('setuid -> 0x0'), check(7, 7, 0))).toEqual([setuid, null]);
		expect(within(calls('setuid(uid: 0x21)'), check(8, 7, 0))).toEqual([null]);
		expect(within(calls('setgid(gid: 0)'), check(7, 6, 0))).toEqual([{name: 'setgid', value: 0}]);
		expect(within(calls('capset(header: 0x7ffc, dataptr: 0x7ffd)'), check(7, 8, 0))).toEqual([{name: 'capset', value: null}]);
		expect(within(calls('setuid(uid: 0x21)'), asks(7, 7), result(7))).toEqual([setuid]);
		expect(within(calls('write(fd: 1, buf: 0x1, count: 1)'), check(7, 7, 0))).toEqual([null]);
	});

	it('gives the mode of each kind of chmod, whatever the name of the file is', () => {
		const mode = (call: string) => within(calls(call), check(7, 4, 0))[0];
		const chmod = {name: 'chmod', value: 0o640};
		expect(mode('chmod(filename: 0x7f00, mode: 0x1a0)')).toEqual(chmod);
		expect(mode('fchmod(fd: 3, mode: 0x1a0)')).toEqual(chmod);
		expect(mode('fchmodat(dfd: 0xffffff9c, filename: 0x7f00 "/srv/a, mode: 0x0)", mode: 0x1a0)')).toEqual(chmod);
		expect(mode('fchmodat2(dfd: 0xffffff9c, filename: 0x7f00, mode: 0x5a0, flags: 0x100)')).toEqual({
			name: 'chmod',
			value: 0o2640,
		});
		expect(mode('chmod(filename: 0x7f00 "/srv/mode: 0x0")')).toEqual({name: 'chmod', value: null});
	});

	it('forgets the call of a task that never returned when its number is used again', () => {
		const fork = '  sh-1  [000] .....  100.0: sched_process_fork: comm=sh pid=1 child_comm=sh child_pid=7';
		expect(within(calls('setuid(uid: 0)'), fork, check(7, 7, 0))).toEqual([false, null]);
	});

	it('waits for the result of a probe, and takes a check without one as denied', () => {
		const lines = traceLines();
		expect(lines.take(`${asks(7, 7)}\n${asks(8, 0)}\n`)).toEqual([]);
		expect(lines.take(`${result(7)}\n`)).toEqual([expect.objectContaining({pid: 7, capability: 'SETUID', granted: true})]);
		expect(lines.take(`${asks(8, 6)}\n`)).toEqual([expect.objectContaining({pid: 8, capability: 'CHOWN', granted: false})]);
		expect(lines.end()).toEqual([expect.objectContaining({pid: 8, capability: 'SETGID', granted: false})]);
	});
});
