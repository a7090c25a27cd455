import type {Severity} from '../../facts/index.js';
import {counted} from '../../terminal/counted.js';
import {type SafeText, safe, trusted} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {Entry} from '../store/entry.js';
import {detectionTitle, eventLineOf} from './recorded-line.js';

/** Something that happened, for a page: recorded, or seen by this program. */
export type HistoryRow = {
	/** Milliseconds since the epoch. */
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
};

/** An entry of the store as a row; `null` for what pages show elsewhere: what was done for the first time, and peaks; and for what the policy expects. */
export function historyRow(entry: Entry): HistoryRow | null {
	const {at, workload, container} = entry;
	const base = {at, workload, container, kind: 'note', severity: 'info', count: 1} as const;
	const line = eventLineOf(entry);
	if (line?.excepted != null) return null;
	if (line !== null && (entry.kind === 'detection' || entry.kind === 'alert')) {
		const what = entry.kind === 'detection' ? detectionTitle(entry.rule) : safe`${entry.source}: ${entry.rule}`;
		const text = safe`${what}: ${line.detail ?? trusted('')}`;
		return {...base, kind: 'alert', severity: line.severity, text, count: entry.count};
	}
	if (entry.kind === 'event' && line !== null)
		return {...base, kind: 'event', severity: line.severity, text: eventText(entry), count: entry.count};
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
function eventText({type, action, detail, meaning, severity, count}: Extract<Entry, {kind: 'event'}>): SafeText {
	const what = execs.has(action) ? trusted('exec') : type === 'container' ? action : safe`${type} ${action}`;
	const more = detail === '' ? trusted('') : safe` ${detail}`;
	const times = count > 1 ? safe` (${count} times)` : trusted('');
	const why = meaning === '' || severity === 'info' || execs.has(action) ? trusted('') : safe` · ${meaning}`;
	return safe`${what}${more}${times}${why}`;
}
