import {isoTime, isSeverity, type SafeText, safe, trusted} from '../../../base/index.js';
import {detections} from '../detections/index.js';
import {type Entry, happenedAt} from '../store/entry.js';
import type {EventLine} from './event-meaning.js';

const titles = new Map(detections.map(({slug, title}) => [slug, trusted(title)] as const));

/** What a detection says, without what it saw; the slug for one of a later version. */
export const detectionTitle = (slug: SafeText): SafeText => titles.get(slug) ?? slug;

/** A line of `dockscope events`, and of the Events page. */
export type RecordedLine = EventLine & {
	/** How often it happened. */
	readonly count: number;
	/** Why the policy expects the alert; `null`: it does not. */
	readonly excepted: SafeText | null;
};

/** A recorded alert or event as a line; `null` for what is neither. */
export function eventLineOf(entry: Entry): RecordedLine | null {
	const base = {
		at: isoTime(happenedAt(entry)) ?? '1970-01-01T00:00:00.000Z',
		id: entry.container,
		name: entry.workload,
		count: 1,
		excepted: null,
	};
	if (entry.kind === 'detection')
		return {
			...base,
			type: trusted('detection'),
			action: entry.rule,
			severity: isSeverity(entry.severity) ? entry.severity : 'info',
			meaning: safe`${detectionTitle(entry.rule)}${noteOf(entry)}`,
			detail: entry.text,
			count: entry.count,
			excepted: entry.excepted === '' ? null : entry.excepted,
		};
	if (entry.kind === 'alert')
		return {
			...base,
			name: entry.workload === '' ? entry.container : entry.workload,
			type: entry.source,
			action: entry.rule,
			severity: isSeverity(entry.severity) ? entry.severity : 'info',
			meaning: null,
			detail: safe`${entry.priority}: ${entry.text}`,
			count: entry.count,
		};
	if (entry.kind !== 'event') return null;
	return {
		...base,
		type: entry.type,
		action: entry.action,
		severity: isSeverity(entry.severity) ? entry.severity : 'info',
		meaning: entry.meaning === '' ? null : entry.meaning,
		detail: entry.detail === '' ? null : entry.detail,
		count: entry.count,
	};
}

function noteOf({excepted, expired}: Extract<Entry, {kind: 'detection'}>): SafeText {
	if (excepted !== '') return safe` (excepted: ${excepted})`;
	return expired === '' ? trusted('') : safe` (its exception expired after ${expired})`;
}
