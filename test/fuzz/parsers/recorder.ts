import {cutLines} from '../../../src/record/recorder/alerts/cut-lines.js';
import {readAlert} from '../../../src/record/recorder/alerts/read-alert.js';
import {parseEntry} from '../../../src/record/recorder/store/entry.js';
import {parseWorkload} from '../../../src/record/recorder/store/workload-json.js';
import {ofBytes, ofJson, ofText, type Parser} from '../parser.js';

const id = '0123456789ab'.padEnd(31, 'c');
const time = '2026-11-29T09:14:07.123456789Z';
const falco = {
	rule: 'Terminal shell in container',
	priority: 'Warning',
	source: 'syscall',
	tags: ['shell'],
	time,
	output: '09:14:07.123456789: Warning A shell was started (user=root container_id=0123456789ab cmd=sh)',
	output_fields: {'container.id': '0123456789ab', 'proc.cmdline': 'sh -c x', 'evt.time': 1_764_407_647_123, n_drops: '37'},
};
const process = {binary: '/usr/bin/cat', arguments: '/etc/shadow', docker: id, in_init_tree: false, pid: 7, uid: 0};
const tetragon = [
	{
		process_kprobe: {
			...{process, parent: process, function_name: 'tcp_connect', action: 'KPROBE_ACTION_SIGKILL', policy_name: 'x'},
			args: [{file_arg: {path: '/etc/shadow'}}, {sock_arg: {daddr: '203.0.113.7', dport: 443}}, {int_arg: 4}],
		},
		node_name: 'n',
		time,
	},
	{process_exec: {process}, time},
	{process_throttle: {type: 'THROTTLE_START', cgroup: 'x'}, time},
	{rate_limit_info: {number_of_dropped_process_events: '12'}, time},
];
const lines = [
	falco.output,
	`2026-11-29T09:14:09.164570+00:00 web-1 falco[4711]: ${falco.output}`,
	`Nov  9 09:14:09 web-1 falco: ${falco.output}`,
	...[falco, ...tetragon].map(value => JSON.stringify(value)),
];
const entry = {
	...{n: 7, at: 1_764_407_647_123, workload: 'shop/web', generation: 'g', container: id},
	...{kind: 'alert', source: 'falco', rule: 'x', severity: 'high', priority: 'Error', text: 'x', count: 1, first: 1},
};
const seen = {first: 1, last: 2, count: 3, note: 'uid 0', since: 4};
const summary = {
	...{schema: 'dockscope.record/1', workload: 'shop/web', upTo: 3},
	generations: [
		{
			...{id: 'g', image: 'web:1', engine: 'e', sessions: 1, lost: 0, first: 1, last: 2, seconds: 3, overflow: 0},
			traced: {seconds: 3, connections: 7, starts: 1},
			peak: {memory: 4, tasks: 5},
			posture: {at: 1, grade: 'B', score: 7, findings: ['x']},
			events: {'container start': 1},
			seen: {
				capability: {CHOWN: {...seen, actors: {by: ['web'], uids: [0], raises: null, onlyByExec: false}}},
				program: {'/bin/sh': {...seen, actors: {by: [], uids: [33], raises: 'set-uid', onlyByExec: true}}},
			},
		},
	],
	detections: [{rule: 'x', severity: 'low', text: 'x', first: 1, last: 1, count: 1}],
};

/** Alerts of other engines, and what the recorder itself wrote to a disk that may be damaged. */
export const recorderParsers: readonly Parser[] = [
	ofText('alert-line', lines, line => readAlert(line, 0), {
		tokens: [
			'falco: ',
			'falco[1]: ',
			': Critical ',
			'container_id=',
			'{',
			'"rule":',
			'"priority":',
			'"process_exec":',
			'\u001b]',
		],
	}),
	ofJson('alert-values', [falco, ...tetragon], value => readAlert(JSON.stringify(value) ?? '', 0)),
	ofBytes(
		'alert-stream',
		[Buffer.from(`${lines.join('\n')}\n`)],
		bytes => {
			const read: unknown[] = [];
			const cut = cutLines(
				line => read.push(readAlert(line, 0)),
				() => undefined,
			);
			cut.take(Buffer.from(bytes));
			cut.end();
			return read;
		},
		{tokens: ['\n', '\r\n', '\0']},
	),
	ofText('recorded-entry', [JSON.stringify(entry)], line => parseEntry(line), {
		tokens: ['"kind":', '"detection"', '1e999', '-1'],
	}),
	ofText('recorded-workload', [JSON.stringify(summary)], text => parseWorkload(text), {
		tokens: ['"seen":', '"__proto__":', '1e999'],
	}),
];
