import {counted, isoTime, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import type {Generation, Habit} from '../../record/index.js';
import {blank, type Column, heading, type Line, line, prose, say, tableLines} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {age, bytes} from './words.js';

/** Rows of a part. */
const MAX_ROWS = 25;

const parts: readonly {readonly habit: Habit; readonly title: string; readonly what: string; readonly note: string}[] = [
	{habit: 'capability', title: 'CAPABILITIES USED', what: 'CAPABILITY', note: 'BY'},
	{habit: 'program', title: 'PROGRAMS EXECUTED', what: 'PROGRAM', note: 'AS'},
	{habit: 'listener', title: 'LISTENING PORTS', what: 'PORT', note: 'PROCESS'},
	{habit: 'destination', title: 'DESTINATIONS CALLED', what: 'DESTINATION', note: ''},
	{habit: 'client', title: 'CLIENTS', what: 'CLIENT → PORT OF THE CONTAINER', note: ''},
	{habit: 'socket', title: 'CONTAINER RUNTIME SOCKETS USED', what: 'SOCKET', note: ''},
	{habit: 'directory', title: 'DIRECTORIES WRITTEN TO', what: 'DIRECTORY', note: ''},
];

/** Capabilities, programs and connections since they are recorded, with the first and last time and how often. */
export function recordedLines({state, entry, width}: ContainerContext): readonly Line[] {
	const {recorded, history} = state;
	if (history === null) return [];
	const generation = recorded?.id === entry.id ? recorded.generation : null;
	if (generation === null)
		return [
			heading(' RECORDED'),
			...prose(
				history.problem ??
					trusted(
						history.recorder === 'none'
							? 'no capabilities, programs or connections: sudo dockscope record records them'
							: 'nothing of this image and configuration on this engine',
					),
				width,
				{indent: 3},
			),
		];
	const {first, last, seconds, peak, seen, overflow} = generation;
	const peaks =
		peak.memory > 0 || peak.tasks > 0
			? safe`, peak ${bytes(peak.memory)} and ${sanitise(counted(peak.tasks, 'task'))}`
			: trusted('');
	const shown = parts.filter(({habit}) => seen[habit].size > 0);
	return [
		heading(' RECORDED'),
		...prose(
			safe`since ${when(first)}, ${duration(seconds)} of running time, last seen ${ago(last, state.clock)} ago${peaks}`,
			width,
			{
				indent: 3,
			},
		),
		...(shown.length === 0 ? [line('   no capabilities, programs or connections')] : []),
		...shown.flatMap(part => partLines(part, generation, state.clock)),
		...(overflow > 0 ? [line(say(safe`   ${overflow} more were too many to be kept one by one`, 'muted'))] : []),
	];
}

function partLines({habit, title, what, note}: (typeof parts)[number], {seen}: Generation, clock: number): readonly Line[] {
	const all = [...seen[habit]].sort(([, a], [, b]) => b.count - a.count);
	const columns: readonly Column[] = [
		{title: sanitise(`  ${what}`), least: 30},
		{title: trusted('FIRST'), align: 'right'},
		{title: trusted('LAST'), align: 'right'},
		{title: trusted('TIMES'), align: 'right'},
		...(note === '' ? [] : [{title: sanitise(note), drop: 1}]),
	];
	const rows = all
		.slice(0, MAX_ROWS)
		.map(([key, one]) => [
			safe`  ${keyWords(habit, key)}`,
			ago(one.first, clock),
			ago(one.last, clock),
			sanitise(String(one.count)),
			...(note === '' ? [] : [one.note]),
		]);
	return [
		blank,
		heading(` ${title}`),
		...tableLines(
			{columns, rows},
			all.slice(0, MAX_ROWS).map(([key]) => ({copy: keyWords(habit, key)})),
		),
		...(all.length > MAX_ROWS
			? [line(say(`   ${all.length - MAX_ROWS} more: dockscope record status --format json`, 'muted'))]
			: []),
	];
}

/** `172.18.0.4 → 8080/tcp`: the port is the container's. The kernel asks for SYS_ADMIN in each mmap(2): that alone is no use of it. */
function keyWords(habit: Habit, key: string): SafeText {
	if (habit === 'capability' && key === 'SYS_ADMIN') return trusted('SYS_ADMIN, perhaps only in mmap');
	return sanitise(habit === 'client' ? key.replace(/:(?=\d+\/\w+$)/, ' → ') : key);
}

const when = (at: number): SafeText => sanitise(`${isoTime(at)?.slice(0, 16) ?? '?'}Z`);
const ago = (at: number, clock: number): SafeText => age(isoTime(at) ?? null, clock);

function duration(seconds: number): SafeText {
	const minutes = Math.round(seconds / 60);
	return sanitise(minutes < 120 ? counted(minutes, 'minute') : counted(Math.floor(minutes / 60), 'hour'));
}
