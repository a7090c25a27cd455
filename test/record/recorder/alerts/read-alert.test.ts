import {describe, expect, it} from 'vitest';
import {isOfContainer} from '../../../../src/record/recorder/alerts/alert.js';
import {MAX_ALERT_LENGTH, readAlert} from '../../../../src/record/recorder/alerts/read-alert.js';

const id = '0123456789ab'.padEnd(64, 'c');
const now = Date.parse('2026-11-29T08:00:00Z');
const read = (value: unknown) => readAlert(JSON.stringify(value), now);

const falco = {
	hostname: 'prod-1',
	output: '09:14:07.123456789: Warning A shell was started (user=root container_id=0123456789ab cmd=sh)',
	output_fields: {'container.id': '0123456789ab', 'container.name': null, 'evt.time': 1_764_407_647_123_456_789n.toString()},
	priority: 'Warning',
	rule: 'Terminal shell in container',
	source: 'syscall',
	tags: ['shell'],
	time: '2026-11-29T09:14:07.123456789Z',
};

describe('an alert of Falco', () => {
	it('has its severity, its time, and the container by a prefix', () => {
		expect(read(falco)).toEqual({
			kind: 'alert',
			source: 'falco',
			rule: 'Terminal shell in container',
			severity: 'medium',
			priority: 'Warning',
			at: Date.parse('2026-11-29T09:14:07.123Z'),
			container: '0123456789ab',
			text: 'A shell was started (user=root container_id=0123456789ab cmd=sh)',
		});
		expect(isOfContainer('0123456789ab', id)).toBe(true);
		expect(isOfContainer('0123456789a', id)).toBe(false);
		expect(isOfContainer('1123456789ab', id)).toBe(false);
	});

	it.each([
		['Emergency', 'critical'],
		['Alert', 'critical'],
		['CRITICAL', 'critical'],
		['Error', 'high'],
		['Notice', 'low'],
		['Informational', 'info'],
		['Info', 'info'],
		['Debug', 'info'],
	])('of the priority %s is %s', (priority, severity) => expect(read({...falco, priority})).toMatchObject({severity}));

	it.each([
		['on the host', {output_fields: {'container.id': 'host'}, output: 'x'}, null],
		['without fields, by its text', {output_fields: undefined}, '0123456789ab'],
		['with a full id', {output_fields: {'container.id': '0123456789ab', 'container.full_id': id}}, id],
		[
			'on the host, with an id in a command line',
			{output_fields: {'container.id': 'host'}, output: 'cmd=container_id=0123456789ab'},
			null,
		],
		[
			'with two ids in its text',
			{output_fields: {}, output: 'cmd=echo container_id=ffffffffffff container_id=0123456789ab'},
			null,
		],
		['with both of its ids in its text', {output_fields: {}, output: `container.id=0123456789ab container.full_id=${id}`}, id],
		['with an id that is none', {output_fields: {'container.id': '../../etc'}, output: 'x'}, null],
	])('%s', (_, change, container) => expect(read({...falco, ...change})).toMatchObject({container}));

	it('without its output shows its fields', () => {
		expect(read({...falco, output: undefined, output_fields: {'proc.name': 'sh', 'user.uid': 0, nested: {}}})).toMatchObject({
			text: 'proc.name=sh user.uid=0',
		});
	});

	it('about drops is lost evidence', () => {
		const drop = {...falco, rule: 'Falco internal: syscall event drop', output_fields: {n_drops: '37'}};
		expect(read(drop)).toMatchObject({kind: 'dropped', count: 37});
		const words = {output: 'Falco internal: syscall event drop. 815508 system calls dropped in last second.', output_fields: {}};
		expect(read({...drop, ...words})).toMatchObject({kind: 'dropped', count: 815_508});
		expect(readAlert(`09:14:07.123456789: Debug ${words.output}`, now)).toMatchObject({kind: 'dropped', count: 815_508});
		expect(read({...drop, output_fields: {n_drops: '>10000'}})).toMatchObject({kind: 'dropped', count: 1});
	});

	it('is not what it counts of itself', () => {
		expect(read({...falco, rule: 'Falco internal: metrics snapshot', output: 'Falco metrics snapshot'})).toEqual({kind: 'other'});
		expect(readAlert('09:14:07.123456789: Informational Falco metrics snapshot', now)).toEqual({kind: 'other'});
	});

	it('as text, with and without the date', () => {
		const text = 'Notice A shell was started | user=root container_id=0123456789ab container_name=web';
		expect(readAlert(`09:14:07.123456789: ${text}`, now)).toMatchObject({
			rule: 'A shell was started',
			severity: 'low',
			at: now,
			container: '0123456789ab',
		});
		expect(readAlert(`2026-11-29T09:14:07.123456789+0000: ${text}`, now)).toMatchObject({
			at: Date.parse('2026-11-29T09:14:07.123Z'),
		});
	});

	it.each([
		['Nov  9 09:14:09 web-1 falco[4711]: ', now],
		['Nov 29 09:14:09 web-1 falco: ', now],
		['2026-11-29T09:14:09.164570+00:00 web-1 falco[4711]: ', Date.parse('2026-11-29T09:14:09.164Z')],
	])('as syslog writes it: %j', (head, at) => {
		expect(
			readAlert(`${head}09:14:07.123456789: Error File below /etc opened (file=/etc/x container_id=0123456789ab)`, now),
		).toEqual({
			...{kind: 'alert', source: 'falco', rule: 'File below /etc opened', severity: 'high', priority: 'Error', at},
			container: '0123456789ab',
			text: 'File below /etc opened (file=/etc/x container_id=0123456789ab)',
		});
	});

	it.each([
		'Nov 29 09:14:09 web-1 sshd[7]: Invalid user x falco[1]: 09:14:07.123456789: Critical Made up (x=1)',
		'Nov 29 09:14:09 web-1 falco[4711]: Loading rules from file /etc/falco/falco_rules.yaml',
		'Nov 29 09:14:09 web-1 falcosidekick[4711]: 09:14:07.123456789: Critical Made up (x=1)',
	])('is not what another program wrote to syslog, or Falco about itself: %j', line =>
		expect(readAlert(line, now)).toEqual({kind: 'other'}),
	);

	it.each([
		'',
		'Falco version: 0.45.0 (x86_64)',
		'Sun Nov 29 09:14:07 2026: Loading rules from file /etc/falco/falco_rules.yaml',
	])('is not what else is in its log: %j', line => expect(readAlert(line, now)).toEqual({kind: 'other'}));
});

describe('an event of Tetragon', () => {
	const process = {binary: '/usr/bin/cat', arguments: '/etc/shadow', docker: id.slice(0, 31), in_init_tree: true};
	const time = '2026-11-29T09:14:07.123456789Z';
	const kprobe = {
		process_kprobe: {
			process,
			function_name: 'security_file_permission',
			args: [{file_arg: {path: '/etc/shadow'}}, {int_arg: 4}],
			action: 'KPROBE_ACTION_POST',
			policy_name: 'shadow-reads',
		},
		time,
	};

	it('of a policy is an alert', () => {
		expect(read(kprobe)).toEqual({
			kind: 'alert',
			source: 'tetragon',
			rule: 'shadow-reads',
			severity: 'medium',
			priority: 'post',
			at: Date.parse('2026-11-29T09:14:07.123Z'),
			container: id.slice(0, 31),
			text: 'security_file_permission /etc/shadow 4 by /usr/bin/cat /etc/shadow',
		});
	});

	it('that it stopped is graver', () => {
		expect(read({process_kprobe: {...kprobe.process_kprobe, action: 'KPROBE_ACTION_SIGKILL'}, time})).toMatchObject({
			severity: 'high',
			priority: 'sigkill',
		});
	});

	it.each([
		[[{sock_arg: {daddr: '203.0.113.7', dport: 443}}], '203.0.113.7:443'],
		[[{sockaddr_arg: {family: 'AF_INET', addr: '203.0.113.7', port: 53}}], '203.0.113.7:53'],
		[[{module_arg: {name: 'dummy'}}], 'dummy'],
		['nonsense', 'tcp_connect by'],
	])('names what it was done to: %j', (args, shown) => {
		expect(read({process_kprobe: {process, function_name: 'tcp_connect', args}, time})).toMatchObject({
			text: expect.stringContaining(shown),
		});
	});

	it('of a program is an alert only where it was started from outside', () => {
		expect(read({process_exec: {process}, time})).toEqual({kind: 'other'});
		expect(read({process_exit: {process}, time})).toEqual({kind: 'other'});
		expect(read({process_exec: {process: {...process, in_init_tree: false}}, time})).toMatchObject({
			rule: 'program started from outside',
			severity: 'low',
		});
		expect(read({process_exec: {process: {...process, docker: '', in_init_tree: false}}, time})).toEqual({kind: 'other'});
	});

	it('about a limit is lost evidence', () => {
		expect(read({rate_limit_info: {number_of_dropped_process_events: '12'}, time})).toMatchObject({kind: 'dropped', count: 12});
		expect(read({process_throttle: {type: 'THROTTLE_START', cgroup: 'x'}, time})).toMatchObject({kind: 'dropped', count: 1});
		expect(read({process_throttle: {type: 'THROTTLE_STOP', cgroup: 'x'}, time})).toEqual({kind: 'other'});
	});
});

describe('a line that no engine wrote', () => {
	it.each([
		'{',
		'{}',
		'{"rule": 1, "priority": 2}',
		'{"rule": "x", "priority": "Loud"}',
		'{"process_kprobe": {"process": null}}',
		'['.repeat(9),
	])('%j is not read as an alert', line => expect(['unreadable', 'other']).toContain(readAlert(line, now).kind));

	it('is not read when it is too long or nested too deeply', () => {
		expect(readAlert(`{"rule": "${'x'.repeat(MAX_ALERT_LENGTH)}"}`, now)).toEqual({kind: 'unreadable'});
		expect(readAlert(`{"a":${'['.repeat(100_000)}`, now)).toEqual({kind: 'unreadable'});
	});

	it('reaches no terminal as it is, and shows no secret', () => {
		const text = JSON.stringify(
			read({...falco, rule: 'a\u001b[2J\u202eb', output: 'curl -u admin:hunter2hunter2 https://x PASSWORD=correcthorse \u0007'}),
		);
		expect(text).not.toMatch(/[\p{Cc}\p{Cf}]|u001b|u202e|u0007|correcthorse/u);
	});
});
