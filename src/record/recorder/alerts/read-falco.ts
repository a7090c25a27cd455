import {isRecord, ownValue, type Severity} from '../../../base/index.js';
import {alertOf, containerPrefix, type ReadAlert} from './alert.js';

/** @source Falco 0.45, userspace/falco/falco_common.cpp: the priorities, of which `Info` is another spelling */
const severityOf: Readonly<Record<string, Severity>> = {
	emergency: 'critical',
	alert: 'critical',
	critical: 'critical',
	error: 'high',
	warning: 'medium',
	notice: 'low',
	informational: 'info',
	info: 'info',
	debug: 'info',
};

/**
 * Reads an alert of Falco, as its JSON outputs, its HTTP output and Falcosidekick send it. `tags`, `output_fields` and `output` can be
 * switched off there; the time is taken from `time`, since `evt.time` counts nanoseconds beyond what a number holds.
 *
 * @param now  milliseconds, for an alert without a time
 * @source falco.org/docs/outputs/formatting
 */
export function readFalco(value: Record<string, unknown>, now: number): ReadAlert {
	const {rule, priority, time, output} = value;
	if (typeof rule !== 'string' || typeof priority !== 'string') return {kind: 'unreadable'};
	const severity = ownValue(severityOf, priority.toLowerCase());
	if (severity === undefined) return {kind: 'unreadable'};
	const fields = isRecord(value['output_fields']) ? value['output_fields'] : {};
	const at = (typeof time === 'string' ? timeOf(time) : null) ?? now;
	const text = typeof output === 'string' ? output : textOfFields(fields);
	if (isDrop(rule)) return {kind: 'dropped', source: 'falco', at, count: droppedIn(fields, text)};
	if (isMetrics(rule)) return {kind: 'other'};
	const {'container.full_id': whole, 'container.id': id} = fields;
	// `host` is an answer too: the text may name any container.
	const container =
		typeof id === 'string' ? (containerPrefix(whole) ?? containerPrefix(id)) : (containerPrefix(whole) ?? containerIn(text));
	return alertOf({source: 'falco', rule, severity, priority, at, container, text: withoutHead(text)});
}

/**
 * `09:14:07.123456789: Warning Shell spawned in a container (user=root container_id=0123456789ab)`, or with the date too.
 *
 * @source falco.yaml, time_format_iso_8601
 */
const line =
	/^(?:(?<date>\d{4}-\d{2}-\d{2}T)?\d{2}:\d{2}:\d{2}\.\d{1,9}(?<zone>[+-]\d{4}|Z)?): (?<priority>[A-Z][a-z]{2,12}) (?<text>.+)$/;

/**
 * What syslog puts before a line of Falco's `syslog_output`: `Sep 15 11:07:54 host falco[4711]: `, or a whole time.
 *
 * @source RFC 3164 section 4.1; rsyslog's RSYSLOG_FileFormat
 */
const syslogHead =
	/^(?:[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}|(?<whole>\d{4}-\d{2}-\d{2}T[\d:.]{8,18}(?:Z|[+-]\d{2}:?\d{2}))) \S{1,255} falco(?:\[\d{1,10}\])?: /;

/**
 * Reads a line of Falco's text output, also as syslog or the journal shows it. It names no rule: its words up to the first parenthesis are taken
 * for one.
 *
 * @param written  milliseconds: usually the line has only the time of day
 */
export function readFalcoText(given: string, written: number): ReadAlert {
	const head = syslogHead.exec(given);
	const text = head === null ? given : given.slice(head[0].length);
	const found = line.exec(text)?.groups;
	const severity = ownValue(severityOf, found?.['priority']?.toLowerCase() ?? '');
	if (found === undefined || severity === undefined) return {kind: 'other'};
	const {priority = '', text: said = ''} = found;
	const whole = found['date'] === undefined ? (head?.groups?.['whole'] ?? '') : text.slice(0, text.indexOf(': '));
	const at = timeOf(whole) ?? written;
	if (isDrop(said)) return {kind: 'dropped', source: 'falco', at, count: droppedIn({}, said)};
	if (isMetrics(said)) return {kind: 'other'};
	const bracket = said.search(/[(|]/);
	const rule = (bracket > 0 ? said.slice(0, bracket) : said).trim().slice(0, 100);
	return alertOf({source: 'falco', rule, severity, priority, at, container: containerIn(said), text: said});
}

/** @source Falco, event_drops.cpp: the rule `Falco internal: syscall event drop` */
const isDrop = (rule: string): boolean => /^falco internal: syscall event drop/i.test(rule);

/** Its own counters, once in a while: no alert. @source Falco, stats_writer.cpp: the rule `Falco internal: metrics snapshot` */
const isMetrics = (rule: string): boolean => /^falco (?:internal: )?metrics snapshot/i.test(rule);

/** By its field, else by its words: `815508 system calls dropped in last second`. At least one was. */
function droppedIn(fields: Record<string, unknown>, text: string): number {
	const words = /\bn_drops=(\d{1,15})\b|\b(\d{1,15}) system calls dropped\b/.exec(text);
	const counts = [fields['n_drops'], words?.[1] ?? words?.[2]].map(Number);
	return counts.find(count => Number.isSafeInteger(count) && count > 0) ?? 1;
}

/** Nanoseconds are more than `Date` reads. */
function timeOf(text: string): number | null {
	const at = Date.parse(text.replace(/(\.\d{3})\d+/, '$1').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
	return Number.isFinite(at) ? at : null;
}

const withoutHead = (text: string): string => line.exec(text)?.groups?.['text'] ?? text;

/** `null` where it names several: a command line may name another container. */
function containerIn(text: string): string | null {
	const ids = [...text.matchAll(/\bcontainer(?:_id|\.id|\.full_id)?=([\da-f]{12,64}|host)\b/g)].map(([, id = '']) => id);
	// The short and the full id are of one container.
	return new Set(ids.map(id => id.slice(0, 12))).size === 1 ? containerPrefix(ids.sort((a, b) => b.length - a.length)[0]) : null;
}

/** For Falco with `output: false`. */
function textOfFields(fields: Record<string, unknown>): string {
	const shown = Object.entries(fields).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
	return shown
		.slice(0, 20)
		.map(([name, value]) => `${name}=${value}`)
		.join(' ');
}
