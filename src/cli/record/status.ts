import {join} from 'node:path';
import {columns, counted, inLetters, isoTime, safeJson, sanitise, spanWords, stateDirectory} from '../../base/index.js';
import {
	type Generation,
	readRecorded,
	recordedFor,
	type StoreContents,
	storeFolder,
	storePath,
	type Workload,
} from '../../record/index.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {tableStyle} from '../table-style.js';

/** `dockscope record status`: what is recorded since when, what is missing and why, and how large the store is. @throws StoreError */
export async function recordStatus(run: Run): Promise<number> {
	const path = storePath(run.env);
	const isJson = run.line.value('format') === 'json';
	if (path === null) {
		run.stdout.write(isJson ? '{"schema":"dockscope.record-status/1","recording":false,"workloads":[]}\n' : nothingYet(run));
		return exitStatus.done;
	}
	const status = readRecorded(path);
	const style = tableStyle(run);
	run.stdout.write(
		isJson ? `${safeJson(JSON.stringify(statusJson(status)))}\n` : inLetters(statusText(status, style.width), style),
	);
	return exitStatus.done;
}

/** The store of another user, root's too, is not looked at. */
function nothingYet({env}: Run): string {
	const state = stateDirectory(env);
	return state === null
		? 'nothing was recorded yet\n'
		: `nothing was recorded yet in ${sanitise(join(state, storeFolder.name))}\n`;
}

const newest = ({generations}: Workload): Generation | undefined => generations.at(-1);

function statusText(
	{path, pid, bytes, first, last, unreadable, recorder, lost, workloads}: StoreContents,
	width: number,
): string {
	const range = first === null || last === null ? 'no entries' : `${isoTime(first)} to ${isoTime(last)}`;
	const learning = recorder?.learning ?? 0;
	const rows = workloads.map(workload => {
		const generation = newest(workload);
		const alerts = [...workload.detections.values()].reduce((sum, {count, excepted}) => sum + (excepted === '' ? count : 0), 0);
		const count = (what: keyof Generation['seen']): string => String(generation?.seen[what].size ?? 0);
		return [
			workload.name,
			generation?.posture?.grade ?? '?',
			recordedFor(generation?.seconds ?? 0),
			(generation?.seconds ?? 0) >= learning ? 'yes' : 'no',
			count('capability'),
			count('program'),
			count('listener'),
			count('destination'),
			String(alerts),
		];
	});
	return [
		pid === null ? 'not recording now' : `recording now, process ${pid}`,
		...(recorder === null
			? []
			: [
					`recorded: ${recorder.sees.join('; ')}`,
					...recorder.missing.map(reason => `not recorded: ${reason}`),
					`learning time: ${spanWords(learning * 1000)}`,
				]),
		...[...lost].map(([source, count]) => `lost: ${counted(count, 'event')} of ${source}`),
		...(unreadable === 0 ? [] : [`${counted(unreadable, 'line')} of the store cannot be read: damaged, or of a later version`]),
		`store: ${path}, ${(bytes / 2 ** 20).toFixed(1)} MB, ${range}`,
		'',
		...(rows.length === 0
			? []
			: columns(
					[['WORKLOAD', 'GRADE', 'RECORDED', 'LEARNED', 'CAPS', 'PROGRAMS', 'PORTS', 'DESTINATIONS', 'ALERTS'], ...rows],
					width,
				)),
		'',
	].join('\n');
}

const statusJson = ({path, pid, bytes, first, last, unreadable, recorder, lost, workloads}: StoreContents) => ({
	schema: 'dockscope.record-status/1',
	recording: pid !== null,
	pid,
	store: {
		path,
		bytes,
		first: first === null ? null : isoTime(first),
		last: last === null ? null : isoTime(last),
		unreadableLines: unreadable,
	},
	recorded: recorder?.sees ?? [],
	missing: recorder?.missing ?? [],
	learningSeconds: recorder?.learning ?? null,
	lost: Object.fromEntries(lost),
	workloads: workloads.map(({name, generations, detections}) => ({
		name,
		generations: generations.map(one => ({
			...generationJson(one),
			learned: recorder !== null && one.seconds >= recorder.learning,
		})),
		alerts: [...detections.values()].map(one => ({
			...one,
			excepted: one.excepted === '' ? null : one.excepted,
			first: isoTime(one.first),
			last: isoTime(one.last),
		})),
	})),
});

/** What an image and configuration of a workload did, with first and last times. */
export const generationJson = ({id, image, first, last, seconds, seen, peak, posture}: Generation) => ({
	id,
	image,
	first: isoTime(first),
	last: isoTime(last),
	seconds: Math.round(seconds),
	grade: posture?.grade ?? null,
	peak,
	seen: Object.fromEntries(
		Object.entries(seen).map(([what, map]) => [
			what,
			[...map].map(([key, one]) => ({key, ...one, first: isoTime(one.first), last: isoTime(one.last)})),
		]),
	),
});
