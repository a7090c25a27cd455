import {counted, type SafeText, type Severity, safe, sanitise, trusted} from '../../../base/index.js';
import {type Entry, happenedAt} from '../store/entry.js';
import {detectionTitle, eventLineOf} from './recorded-line.js';

/** What raised an alert. */
export type RaisedAlert = {
	/** `dockscope` for its own detections. */
	readonly source: SafeText;
	readonly rule: SafeText;
	/** What was seen. */
	readonly detail: SafeText;
};

/** Something that happened, for a page: recorded, or seen by this program. */
export type HistoryRow = {
	/** Milliseconds since the epoch; of repetitions, the last time. */
	readonly at: number;
	readonly kind: 'event' | 'alert' | 'note';
	readonly severity: Severity;
	/** Empty for the engine and the recorder. */
	readonly workload: SafeText;
	/** Id, or the beginning of one. */
	readonly container: SafeText;
	/** What happened, and who did it. */
	readonly text: SafeText;
	/** Of the same. */
	readonly count: number;
	/** When the first of them happened; absent: at that time. */
	readonly first?: number;
	/** Only of an alert. */
	readonly alert?: RaisedAlert;
};

/** An entry of the store as a row; `null` for what pages show elsewhere: what was done for the first time, and peaks; and for what the policy expects. */
export function historyRow(entry: Entry): HistoryRow | null {
	const {workload, container} = entry;
	const base = {at: happenedAt(entry), workload, container, kind: 'note', severity: 'info', count: 1} as const;
	const line = eventLineOf(entry);
	if (line?.excepted != null) return null;
	if (line !== null && (entry.kind === 'detection' || entry.kind === 'alert')) {
		const isOwn = entry.kind === 'detection';
		const alert = {
			source: isOwn ? trusted('dockscope') : entry.source,
			rule: entry.rule,
			detail: line.detail ?? trusted(''),
		};
		const text = safe`${isOwn ? detectionTitle(entry.rule) : safe`${entry.source}: ${entry.rule}`}: ${alert.detail}`;
		return {...base, kind: 'alert', severity: line.severity, text, count: entry.count, first: entry.first, alert};
	}
	if (entry.kind === 'event' && line !== null)
		return {
			...base,
			kind: 'event',
			severity: line.severity,
			text: eventText(entry),
			count: entry.count,
			first: entry.first ?? base.at,
		};
	if (entry.kind === 'posture')
		return {...base, text: safe`grade ${entry.grade} ${entry.score}, ${sanitise(counted(entry.findings.length, 'finding'))}`};
	if (entry.kind === 'recorder') return {...base, text: safe`recorder ${entry.state}`};
	if (entry.kind === 'lost')
		return {...base, severity: 'low', text: safe`not recorded: ${sanitise(counted(entry.count, 'event'))} of ${entry.source}`};
	if (entry.kind === 'clock') return {...base, text: safe`the clock was set: ${Math.round(entry.moved / 1000)} s`};
	return null;
}

const execs: ReadonlySet<string> = new Set(['exec', 'exec_start']);

/** `exec as root: id`, `die exit status 1`, `image pull nginx:1.27`. */
function eventText({type, action, detail, meaning, severity}: Extract<Entry, {kind: 'event'}>): SafeText {
	const what = execs.has(action) ? trusted('exec') : type === 'container' ? action : safe`${type} ${action}`;
	const more = detail === '' ? trusted('') : safe` ${detail}`;
	const why = meaning === '' || severity === 'info' || execs.has(action) ? trusted('') : safe` · ${meaning}`;
	return safe`${what}${more}${why}`;
}
