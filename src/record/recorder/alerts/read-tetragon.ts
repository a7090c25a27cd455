import {isRecord, type Severity} from '../../../base/index.js';
import {protobufNumber} from '../protobuf-number.js';
import {alertOf, containerPrefix, type ReadAlert} from './alert.js';

/** Events that a tracing policy asked for. @source tetragon, api/v1/tetragon/events.proto, GetEventsResponse */
const reported = ['process_kprobe', 'process_tracepoint', 'process_uprobe', 'process_lsm', 'process_usdt', 'process_loader'];
/** Starts and ends of programs. */
const lifetimes = ['process_exec', 'process_exit'];
const drops = ['process_throttle', 'rate_limit_info'];

/** What Tetragon did; anything but reporting is grave. @source events.proto, KprobeAction */
const reporting = new Set([
	'',
	'unknown',
	'post',
	'nopost',
	'followfd',
	'unfollowfd',
	'copyfd',
	'geturl',
	'dnslookup',
	'tracksock',
	'untracksock',
]);

/** Characters of one value. */
const MAX_LENGTH = 500;

/**
 * Reads an event of Tetragon's JSON export. It has no severities: what a tracing policy reports is `medium`, what it stopped `high`. A
 * program that was started from outside the container (`in_init_tree` is false) is an alert too; other starts and ends are none.
 *
 * @param now  milliseconds, for an event without a time
 */
export function readTetragon(value: Record<string, unknown>, now: number): ReadAlert {
	const at = typeof value['time'] === 'string' && Number.isFinite(Date.parse(value['time'])) ? Date.parse(value['time']) : now;
	const drop = drops.map(key => value[key]).find(isRecord);
	if (drop !== undefined) {
		if (drop['type'] === 'THROTTLE_STOP') return {kind: 'other'};
		const count = protobufNumber(drop['number_of_dropped_process_events']);
		return {kind: 'dropped', source: 'tetragon', at, count: Number.isSafeInteger(count) && count > 0 ? count : 1};
	}
	const key = [...reported, ...lifetimes].find(name => isRecord(value[name]));
	const event = key === undefined ? null : value[key];
	if (key === undefined || !isRecord(event) || !isRecord(event['process'])) return {kind: 'unreadable'};
	const {process} = event;
	const container = containerPrefix(process['docker']);
	if (lifetimes.includes(key)) {
		if (key !== 'process_exec' || container === null || process['in_init_tree'] !== false) return {kind: 'other'};
		return alert('program started from outside', 'low', 'exec', `${commandOf(process)}`);
	}
	const action = textOf(event['action'])
		.toLowerCase()
		.replace(/^kprobe_action_/, '');
	const stopped = !reporting.has(action);
	const what =
		textOf(event['function_name']) || textOf(event['event']) || textOf(event['symbol']) || textOf(event['path']) || key;
	const args = argumentsOf(event['args']);
	return alert(
		textOf(event['policy_name']) || what,
		stopped ? 'high' : 'medium',
		action || 'post',
		`${what}${args === '' ? '' : ` ${args}`} by ${commandOf(process)}`,
	);

	function alert(rule: string, severity: Severity, priority: string, text: string): ReadAlert {
		return alertOf({source: 'tetragon', rule, severity, priority, at, container, text});
	}
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 4 * MAX_LENGTH) : '');

const commandOf = (process: Record<string, unknown>): string =>
	[textOf(process['binary']) || 'a process', textOf(process['arguments'])].filter(Boolean).join(' ');

/** `[{"file_arg": {"path": "/etc/shadow"}}, {"int_arg": 4}]`: the values, a path or an address of a structure. */
function argumentsOf(value: unknown): string {
	if (!Array.isArray(value)) return '';
	return value.slice(0, 10).flatMap(argumentOf).join(' ');
}

function argumentOf(value: unknown): string[] {
	if (!isRecord(value)) return [];
	const [held] = Object.values(value);
	if (typeof held === 'string' || typeof held === 'number') return [String(held).slice(0, MAX_LENGTH)];
	if (!isRecord(held)) return [];
	const {path, daddr, dport, saddr, sport, addr, port, name} = held;
	if (typeof path === 'string') return [path.slice(0, MAX_LENGTH)];
	if (typeof daddr === 'string' && daddr !== '') return [`${daddr.slice(0, 64)}:${Number(dport)}`];
	if (typeof saddr === 'string' && saddr !== '') return [`${saddr.slice(0, 64)}:${Number(sport)}`];
	if (typeof addr === 'string' && addr !== '') return [`${addr.slice(0, 64)}:${Number(port)}`];
	return typeof name === 'string' ? [name.slice(0, MAX_LENGTH)] : [];
}
