import type {SafeText} from '../../base/index.js';
import {recordedSpans, recordedWithin} from '../recorder/recorded-spans.js';
import type {Entry} from '../recorder/store/entry.js';
import {readRecorded, type StoreContents} from '../recorder/store/read-recorded.js';

/** What a detection has raised about one container, equal alerts counted together. */
export type ContainerAlert = {
	readonly rule: SafeText;
	readonly text: SafeText;
	readonly first: number;
	readonly last: number;
	readonly count: number;
};

/** What the store of the recorder says about running containers. */
export type DriftRecord = StoreContents & {
	alertsOf(container: string): readonly ContainerAlert[];
	/** Milliseconds from `since` until now in which programs were recorded, and the events of the trace that were dropped in them. */
	traced(since: number, now: number): {readonly milliseconds: number; readonly lost: number};
};

/** The detections that drift is about. */
export const programRule = 'runtime-program-outside-image';
export const listenerRule = 'runtime-new-listener';
/** Alerts of one container that are kept: each is a row at most. */
const MAX_ALERTS = 1_000;

/** Reads what the store has of one engine, see `engineIdentity`. @param now  milliseconds since the epoch @throws StoreError */
export function readDriftRecord(path: string, engine: SafeText, now: number): DriftRecord {
	const alerts = new Map<string, Map<string, ContainerAlert>>();
	const spans = recordedSpans();
	const lost: {readonly at: number; readonly count: number}[] = [];
	const onEntry = (entry: Entry): void => {
		spans.take(entry);
		if (entry.kind === 'lost') lost.push({at: entry.at, count: entry.count});
		else if (entry.kind === 'detection' && (entry.rule === programRule || entry.rule === listenerRule)) {
			// What the policy expects is no drift.
			if (entry.excepted === '') addAlert(alerts, entry);
		}
	};
	const recorded = readRecorded(path, {engine, onEntry});
	const traced = spans.end(recorded.pid === null ? null : now).filter(span => span.traced);
	return {
		...recorded,
		alertsOf: container => [...(alerts.get(container)?.values() ?? [])],
		traced: (since, until) => ({
			milliseconds: recordedWithin(traced, since, until),
			lost: lost.filter(({at}) => at >= since).reduce((sum, {count}) => sum + count, 0),
		}),
	};
}

function addAlert(alerts: Map<string, Map<string, ContainerAlert>>, entry: Extract<Entry, {kind: 'detection'}>): void {
	const {container, rule, text, first, at, count} = entry;
	const own = alerts.get(container) ?? new Map<string, ContainerAlert>();
	alerts.set(container, own);
	const key = `${rule} ${text}`;
	const before = own.get(key);
	if (before === undefined && own.size >= MAX_ALERTS) return;
	own.set(key, {
		rule,
		text,
		first: Math.min(before?.first ?? first, first),
		last: Math.max(before?.last ?? at, at),
		count: (before?.count ?? 0) + count,
	});
}
