import {sees} from '../recorder/sees.js';
import type {Entry} from '../recorder/store/entry.js';
import {type Recorded, readRecorded} from '../recorder/store/read-recorded.js';
import type {SafeText} from '../terminal/safe-text.js';

/** A time in which a recorder ran, in milliseconds since the epoch. */
type Span = {readonly from: number; readonly to: number; readonly traced: boolean};

/** What a detection has raised about one container, equal alerts counted together. */
export type ContainerAlert = {
	readonly rule: SafeText;
	readonly text: SafeText;
	readonly first: number;
	readonly last: number;
	readonly count: number;
};

/** What the store of the recorder says about running containers. */
export type Recording = Recorded & {
	alertsOf(container: string): readonly ContainerAlert[];
	/** Milliseconds from `since` until now in which programs were recorded, and the events of the trace that were dropped in them. */
	traced(since: number, now: number): {readonly milliseconds: number; readonly lost: number};
};

/** The detections that drift is about. */
export const programRule = 'runtime-program-outside-image';
export const listenerRule = 'runtime-new-listener';
/** Alerts of one container that are kept: each is a row at most. */
const mostAlerts = 1_000;

/**
 * Reads all that was recorded of an engine.
 *
 * @param engine  see `engineIdentity`
 * @param now  milliseconds since the epoch
 * @throws StoreError
 */
export function readRecording(path: string, engine: SafeText, now: number): Recording {
	const alerts = new Map<string, Map<string, ContainerAlert>>();
	const spans: Span[] = [];
	const lost: {readonly at: number; readonly count: number}[] = [];
	let open: {readonly from: number; readonly traced: boolean} | null = null;
	let last = 0;
	const close = (to: number): void => {
		if (open !== null) spans.push({...open, to});
		open = null;
	};
	const onEntry = (entry: Entry): void => {
		if (entry.kind === 'recorder' && entry.state === 'started') {
			// The one before was killed: it recorded until its last entry.
			close(last);
			open = {from: entry.at, traced: entry.sees.includes(sees.trace)};
		} else if (entry.kind === 'recorder') close(entry.at);
		else if (entry.kind === 'lost') lost.push({at: entry.at, count: entry.count});
		else if (entry.kind === 'detection' && (entry.rule === programRule || entry.rule === listenerRule)) addAlert(alerts, entry);
		last = entry.at;
	};
	const recorded = readRecorded(path, {engine, onEntry});
	close(recorded.pid === null ? last : now);
	return {
		...recorded,
		alertsOf: container => [...(alerts.get(container)?.values() ?? [])],
		traced: (since, until) => ({
			milliseconds: spans
				.filter(({traced}) => traced)
				.reduce((sum, {from, to}) => sum + Math.max(0, Math.min(to, until) - Math.max(from, since)), 0),
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
	if (before === undefined && own.size >= mostAlerts) return;
	own.set(key, {
		rule,
		text,
		first: Math.min(before?.first ?? first, first),
		last: Math.max(before?.last ?? at, at),
		count: (before?.count ?? 0) + count,
	});
}
