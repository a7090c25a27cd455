import {isoTime, safe, sanitise} from '../../base/index.js';
import {detections, type HistoryRow, moreOfTheSame, type RaisedAlert, workloadOf} from '../../record/index.js';
import {exceptionLines} from './alert-exception.js';
import {entryOf} from './entries.js';
import {timesWords} from './event-lines.js';
import {rowsOf} from './events.js';
import {foldRows} from './fold-rows.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say} from './layout/page.js';
import type {PageContext} from './page-state.js';
import type {Tab, View} from './view.js';

type AlertView = Extract<View, {kind: 'alert'}>;

/** Times at which it was raised that the page shows. */
const MAX_TIMES = 20;

/** Where a container shows more about what a detection looks at, by the kind of activity; others are seen in general. */
const places: Readonly<Partial<Record<string, readonly Tab[]>>> = {
	exec: ['processes', 'runtime'],
	program: ['processes', 'image', 'runtime'],
	capability: ['caps', 'runtime'],
	listener: ['network', 'processes'],
	destination: ['runtime', 'network'],
	'runtime-socket': ['mounts', 'processes'],
	oom: ['runtime', 'logs'],
	failure: ['logs', 'runtime'],
	posture: ['findings', 'overview'],
};

const shows: Readonly<Partial<Record<Tab, string>>> = {
	processes: 'Processes: what runs in it now, as whom, and its execs',
	runtime: 'Runtime: its timeline, programs, destinations and capabilities over time',
	image: 'Image: where it comes from, and which files were changed since',
	mounts: 'Mounts: which files and sockets of the host it can reach',
	caps: 'Caps: which capabilities it has, and which it was seen to use',
	network: 'Network: what is published, what listens, and who can reach it',
	logs: 'Logs: its last lines, followed',
	findings: 'Findings: what is wrong with its configuration',
	overview: 'Overview: its grade, and the attack paths through it',
};

/** An alert: what was seen and when, why it matters, what to do, where to look next, and how to except it. */
export function alertPage({state, width}: PageContext, view: AlertView): Page {
	const {source, rule, workload} = view;
	const rows = foldRows(rowsOf(state, state).filter(row => row.workload === workload && isOf(row.alert, view)));
	const detection = source === 'dockscope' ? detections.find(({slug}) => slug === rule) : undefined;
	const severity = detection?.severity ?? rows[0]?.severity ?? 'info';
	return {
		lines: [
			...prose(detection?.title ?? rule, width, {tone: 'strong'}),
			line(' ', say(severity, severity), say(safe`  ${source === 'dockscope' ? rule : safe`a rule of ${source}`}`, 'muted')),
			blank,
			heading(` SEEN IN ${workload === '' ? 'THE ENGINE OR THE HOST' : workload}`),
			...(rows.length === 0 ? [line('   not among the events that have been read')] : []),
			...rows.slice(0, MAX_TIMES).flatMap(row => seenLines(row, width)),
			...(rows.length > MAX_TIMES ? [line(say(`   ${rows.length - MAX_TIMES} more on the Events page`, 'muted'))] : []),
			blank,
			...(detection === undefined
				? prose(safe`What it means, and how to except it, is up to ${source}: see the documentation of its rule.`, width)
				: [
						...part('WHY IT MATTERS', detection.rationale, width),
						...part('WHAT TO DO', detection.remedy, width),
						...part('HARMLESS', detection.harmless, width),
					]),
			...lookLines(view, places[detection?.on ?? ''] ?? ['runtime', 'processes'], {state, width}),
			...(detection === undefined
				? []
				: exceptionLines(
						{rule, workload, detail: rows.find(({alert}) => alert?.detail !== moreOfTheSame)?.alert?.detail ?? null},
						state.now,
						width,
					)),
			...(detection === undefined ? [] : referenceLines(detection.references)),
		],
	};
}

const isOf = (alert: RaisedAlert | undefined, {source, rule}: AlertView): boolean =>
	alert?.source === source && alert.rule === rule;

function seenLines(row: HistoryRow, width: number): readonly Line[] {
	const at = sanitise(isoTime(row.at)?.slice(0, 19).replace('T', ' ') ?? '?');
	const words = safe`${at}Z  ${row.alert?.detail ?? row.text}${timesWords(row)}`;
	return prose(words, width, {indent: 3, item: {copy: words}});
}

const part = (title: string, text: string, width: number): readonly Line[] => [
	heading(` ${title}`),
	...prose(text, width, {indent: 3}),
	blank,
];

/** The container, or the one that has taken its place. */
function lookLines({target, workload}: AlertView, tabs: readonly Tab[], {state, width}: Pick<PageContext, 'state' | 'width'>) {
	const found =
		(target === null ? null : entryOf(state, target)) ??
		state.model.entries.find(({assessed}) => assessed !== null && workloadOf(assessed.facts) === workload);
	if (found === undefined) return workload === '' ? [] : [...prose('The container is gone.', width, {tone: 'muted'}), blank];
	const {openFix, freeze} = state.keyNames;
	return [
		heading(` LOOK AT ${found.name}${found.id === target ? '' : ', which has taken its place'}`),
		...tabs.map(tab =>
			itemLine({copy: found.name, open: {kind: 'container', id: found.id, tab}}, say(`   ${shows[tab] ?? tab}`)),
		),
		...prose(safe`${freeze}: keep the evidence in a file · ${openFix}: the hardened command`, width, {indent: 3, tone: 'muted'}),
		blank,
	];
}

const referenceLines = (references: readonly string[]): readonly Line[] =>
	references.length === 0
		? []
		: [heading(' REFERENCES'), ...references.map(one => itemLine({copy: sanitise(one)}, say(`   ${one}`)))];
