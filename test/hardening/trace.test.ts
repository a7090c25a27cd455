import {describe, expect, it} from 'vitest';
import type {Capability} from '../../src/facts/index.js';
import {parseTrace} from '../../src/hardening/trace/trace-lines.js';
import {usedCapabilities} from '../../src/hardening/trace/used-capabilities.js';

/** Lines as Linux 6.18 writes them; numbers of capabilities: 0 CHOWN, 7 SETUID, 8 SETPCAP, 12 NET_ADMIN, 21 SYS_ADMIN. */
const check = (command: string, pid: number, capability: number, result: number, credentials = '0000000000000001'): string =>
	`     ${command}-${pid}  [001] .....  100.000001: cap_capable: cred ${credentials}, target_ns 00000000aa, capable_ns 00000000aa, cap ${capability}, ret ${result}`;
const exec = (pid: number, file: string): string =>
	`  x-${pid}  [000] .....  100.0: sched_process_exec: filename=${file} pid=${pid} old_pid=${pid}`;
const fork = (parent: number, child: number): string =>
	`  sh-${parent}  [000] .....  100.0: sched_process_fork: comm=sh pid=${parent} child_comm=sh child_pid=${child}`;

const granted = new Set<Capability>(['CHOWN', 'SETUID', 'SETPCAP']);
const used = (lines: readonly string[], live = false) =>
	usedCapabilities(parseTrace(['# tracer: nop', ...lines].join('\n')), {root: 10, live}, granted, 'start').map(
		use => use.capability,
	);

describe('the capabilities of a trace', () => {
	it('are those asked for and granted after the first program, in the whole family', () => {
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

	it('are not those that were denied', () => {
		expect(used([exec(10, '/bin/web'), check('web', 10, 0, -1)])).toEqual([]);
	});

	it('are not those of an overlay’s mounter, whose credentials can more than the container', () => {
		const foreign = '00000000000000ff';
		const lines = [
			exec(10, '/bin/node'),
			check('node', 10, 0, 0, foreign),
			check('node', 10, 21, 0, foreign),
			check('node', 10, 7, 0),
		];
		expect(used(lines)).toEqual(['SETUID']);
	});

	it('count from the beginning for a container that ran already', () => {
		expect(used([check('sshd', 10, 7, 0)], true)).toEqual(['SETUID']);
	});
});
