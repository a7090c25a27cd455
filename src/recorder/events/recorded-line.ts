import {isSeverity} from '../../facts/severity.js';
import {isoTime} from '../../terminal/iso-time.js';
import {type SafeText, safe, trusted} from '../../terminal/safe-text.js';
import {detections} from '../detections/index.js';
import type {Entry} from '../store/entry.js';
import type {EventLine} from './event-meaning.js';

const titles = new Map(detections.map(({slug, title}) => [slug, trusted(title)] as const));

/** What a detection says, without what it saw; the slug for one of a later version. */
export const detectionTitle = (slug: SafeText): SafeText => titles.get(slug) ?? slug;

/** A recorded alert or event as a line of `dockscope events`; `null` for what is neither. */
export function eventLineOf(entry: Entry): EventLine | null {
	const base = {
		at: isoTime(entry.at) ?? '1970-01-01T00:00:00.000Z',
		id: entry.container,
		name: entry.workload,
	};
	if (entry.kind === 'detection') {
		const times = entry.count > 1 ? safe` (${entry.count} times)` : trusted('');
		return {
			...base,
			type: trusted('detection'),
			action: entry.rule,
			severity: isSeverity(entry.severity) ? entry.severity : 'info',
			meaning: detectionTitle(entry.rule),
			detail: safe`${entry.text}${times}`,
		};
	}
	if (entry.kind === 'alert') {
		const times = entry.count > 1 ? safe` (${entry.count} times)` : trusted('');
		return {
			...base,
			name: entry.workload === '' ? entry.container : entry.workload,
			type: entry.source,
			action: entry.rule,
			severity: isSeverity(entry.severity) ? entry.severity : 'info',
			meaning: null,
			detail: safe`${entry.priority}: ${entry.text}${times}`,
		};
	}
	if (entry.kind !== 'event') return null;
	return {
		...base,
		type: entry.type,
		action: entry.action,
		severity: isSeverity(entry.severity) ? entry.severity : 'info',
		meaning: entry.meaning === '' ? null : entry.meaning,
		detail: entry.detail === '' ? null : entry.detail,
	};
}
