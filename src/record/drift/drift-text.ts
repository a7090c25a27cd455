import {clip, columns, counted, inLetters, isoTime, spanWords, type TableStyle} from '../../base/index.js';
import {aboutEngine, type FindingChange, findRule, type PostureChange, policyLines} from '../../judge/index.js';
import {recordedFor} from '../recorder/recorded-for.js';
import {
	type DriftedContainer,
	type DriftReport,
	isCompared,
	severitiesOf,
	summariseDrift,
	unknownOf,
	type WorkloadDrift,
} from './drift-report.js';
import type {GenerationChange, GenerationDrift} from './workload-drift.js';

/** Rows of one kind that are listed for a container; the JSON has all. */
const listed = 20;

/**
 * Drift for people: each workload that has some, then the others by name.
 *
 * @param isNamed  workloads were asked for by name: all are shown at length
 */
export function driftText(report: DriftReport, isNamed: boolean, style: TableStyle): string {
	const {workloads, at} = report;
	const isShown = (one: WorkloadDrift): boolean => isNamed || severitiesOf(one).length > 0 || isBetter(one);
	const shown = workloads.filter(isShown);
	const rest = workloads.filter(one => !isShown(one));
	const lines = [
		['drift', ...aboutEngine(report.engine), counted(workloads.length, 'workload')].join(' · '),
		...policyLines({policy: report.policy, summary: report.hidden}),
		...referenceLines(report),
		'',
		...shown.flatMap(one => [...workloadLines(one, at), '']),
		...quietLines(rest),
		...report.unseen.map(({name, reason}) => `not seen: ${name}: ${reason}`),
		sumLine(workloads, rest),
	];
	return inLetters(`${lines.map(line => clip(line, style.width)).join('\n')}\n`, style);
}

function referenceLines({baseline, canSave, recording, whyNotRecorded}: DriftReport): string[] {
	const howTo = canSave
		? 'dockscope drift --save-baseline, or B in the terminal UI'
		: '--baseline FILE compares with an audit report';
	const saved = baseline === null ? `no baseline is saved: ${howTo}` : null;
	const since = recording?.first ?? null;
	return [
		saved ?? `compared with the baseline of ${timeWords(Date.parse(baseline?.generatedAt ?? ''))}`,
		recording === null
			? `nothing recorded: ${whyNotRecorded}`
			: `${since === null ? 'nothing recorded of this engine' : `recorded since ${timeWords(since)}`}${recording.pid === null ? ', not recording now' : ''}`,
		...(recording?.recorder?.missing ?? []).map(reason => `not recorded: ${reason}`),
	];
}

/** `2026-11-29 10:15Z` */
const timeWords = (at: number): string => `${isoTime(at)?.slice(0, 16).replace('T', ' ') ?? 'an unknown time'}Z`;

const isBetter = ({generations, containers}: WorkloadDrift): boolean =>
	containers.some(({sinceBaseline: since}) => (since?.change.better.length ?? 0) > 0) ||
	generations.some(({isCurrent, change}) => isCurrent && (change?.posture?.better.length ?? 0) > 0);

function quietLines(workloads: readonly WorkloadDrift[]): string[] {
	if (workloads.length === 0) return [];
	const lines = workloads.map(one => {
		const unknown = unknownOf(one);
		const live = one.containers.some(({live}) => live !== null) ? [] : ['not running'];
		return [one.name, [unknown === 0 ? 'no drift' : `unknown in ${counted(unknown, 'respect')}`, ...live].join(', ')];
	});
	return ['NO DRIFT SEEN', ...columns(lines, Number.POSITIVE_INFINITY).map(line => `  ${line}`), ''];
}

/** `brief`: those of which only the number of unknowns is shown. */
function sumLine(workloads: readonly WorkloadDrift[], brief: readonly WorkloadDrift[]): string {
	const {unknown, fail} = summariseDrift(workloads);
	const parts = Object.entries(fail).flatMap(([severity, count]) => (count > 0 ? [`${count} ${severity}`] : []));
	const hint = brief.some(one => unknownOf(one) > 0) ? ': dockscope drift NAME says why' : '';
	return `drift: ${parts.length === 0 ? 'none seen' : parts.join(' · ')}${unknown === 0 ? '' : ` · unknown in ${counted(unknown, 'respect')}${hint}`}`;
}

function workloadLines(workload: WorkloadDrift, now: number): string[] {
	const {name, generations, sinceYesterday, containers} = workload;
	return [
		name,
		'  GENERATIONS',
		...generations.flatMap(one => generationLines(one, now)),
		...(isCompared(workload) ? [] : ['    unknown: nothing earlier to compare its findings with']),
		...(sinceYesterday === null
			? []
			: section(`SINCE YESTERDAY (recorded ${timeWords(sinceYesterday.at)})`, changeLines(sinceYesterday.change))),
		...containers.flatMap(one => containerLines(one)),
	];
}

const section = (heading: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : [`  ${heading}`, ...lines]);

function generationLines({id, image, first, last, recorded, posture, isCurrent, change}: GenerationDrift, now: number): string[] {
	const since = first === null ? 'unknown time' : timeWords(first);
	const time = isCurrent ? `since ${since}` : `${since} to ${last === null ? '?' : timeWords(last)}`;
	const grade = posture === null ? 'not graded' : `${posture.grade} ${posture.score}`;
	const watched = recorded === null ? 'not recorded' : `recorded ${recordedFor(recorded)}`;
	const age = isCurrent && first !== null ? ` (${spanWords(now - first)})` : '';
	return [`    ${time}${age}  ${image}  ${grade}  configuration ${id.slice(0, 8)}  ${watched}`, ...generationChange(change)];
}

function generationChange(change: GenerationChange | null): string[] {
	if (change === null) return [];
	const {newImage, added, removed, posture} = change;
	return [
		...(newImage === true ? ['      another image'] : []),
		...(added ?? []).map(option => `      + ${option}`),
		...(removed ?? []).map(option => `      - ${option}`),
		...(added === null ? ['      unknown: which options changed was not recorded'] : []),
		...(posture === null ? ['      unknown: the grade of the one before was not recorded'] : changeLines(posture, '      ')),
	];
}

function changeLines({worse, better, noLongerKnown, newPaths, gonePaths}: PostureChange, indent = '    '): string[] {
	return [
		...worse.map(one => `${indent}${one.wasUnknown && one.before === null ? 'found' : 'worse'}   ${findingWords(one)}`),
		...better.map(one => `${indent}better  ${findingWords(one)}`),
		...newPaths.map(path => `${indent}worse   attack path ${path}`),
		...gonePaths.map(path => `${indent}better  attack path gone: ${path}`),
		...noLongerKnown.map(
			rule => `${indent}unknown ${findRule(rule)?.title ?? rule} (${rule}): a finding before, could not be judged now`,
		),
	];
}

function findingWords({rule, severity, before, wasUnknown}: FindingChange): string {
	const title = findRule(rule)?.title;
	const what = title === undefined ? rule : `${title} (${rule})`;
	if (severity === null) return `${'gone'.padEnd(8)}  ${what}${before === null ? '' : `, was ${before}`}`;
	const earlier = before !== null ? `, was ${before}` : wasUnknown ? ', could not be judged before' : '';
	return `${severity.padEnd(8)}  ${what}${earlier}`;
}

function containerLines({container: {facts, risk}, sinceBaseline: since, live}: DriftedContainer): string[] {
	const heading = `${facts.name}  ${risk.grade} ${risk.score}  ${facts.status}`;
	const change = since === null ? [] : changeLines(since.change);
	return [
		...section(
			since?.isThere === false ? `${facts.name} IS NOT IN THE BASELINE` : `${facts.name} SINCE THE BASELINE`,
			since?.isThere === false ? change.slice(0, listed) : change,
		),
		...(live === null ? [] : [`  RUNNING ${heading}`, ...liveLines(live)]),
	];
}

function liveLines({items, unknown}: NonNullable<DriftedContainer['live']>): string[] {
	if (items.length + unknown.length === 0) return ['    no drift'];
	const rows = items.slice(0, listed).map(({kind, severity, text, first, count}) => {
		const times = count > 1 ? `, ${counted(count, 'time')}` : '';
		return `    ${severity.padEnd(8)}  ${kind.padEnd(8)}  ${text}${first === null ? '' : `, since ${timeWords(first)}${times}`}`;
	});
	return [
		...rows,
		...(items.length > listed ? [`    and ${items.length - listed} more: --format json lists them`] : []),
		...unknown.map(({kind, reason}) => `    unknown   ${kind.padEnd(8)}  ${reason}`),
	];
}
