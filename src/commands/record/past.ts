import {isSeverity} from '../../facts/severity.js';
import {detections} from '../../recorder/detections/index.js';
import type {EventLine} from '../../recorder/events/event-meaning.js';
import type {Entry} from '../../recorder/store/entry.js';
import {openStoreReader, type StoreReader, storePath} from '../../recorder/store/read-store.js';
import {isoTime} from '../../terminal/iso-time.js';
import {type SafeText, safe, trusted} from '../../terminal/safe-text.js';
import type {Run} from '../run.js';

const titles = new Map(detections.map(({slug, title}) => [slug, trusted(title)] as const));

/** What a detection says, without what it saw; the slug for one of a later version. */
export const detectionTitle = (slug: SafeText): SafeText => titles.get(slug) ?? slug;

/** The store of the recorder, `null` where nothing was ever recorded. @throws StoreError where it may not be read */
export function openPast({env}: Pick<Run, 'env'>): StoreReader | null {
	const path = storePath(env);
	return path === null ? null : openStoreReader(path);
}

/** A line of `dockscope events`; `excepted`: why the policy expects the alert, `null` where it does not. */
export type RecordedLine = EventLine & {readonly excepted: SafeText | null};

/** A recorded alert or event as a line; `null` for what is neither. */
export function eventLineOf(entry: Entry): RecordedLine | null {
	const base = {
		at: isoTime(entry.at) ?? '1970-01-01T00:00:00.000Z',
		id: entry.container,
		name: entry.workload,
		excepted: null,
	};
	if (entry.kind === 'detection') {
		const times = entry.count > 1 ? safe` (${entry.count} times)` : trusted('');
		return {
			...base,
			type: trusted('detection'),
			action: entry.rule,
			severity: isSeverity(entry.severity) ? entry.severity : 'info',
			meaning: safe`${detectionTitle(entry.rule)}${noteOf(entry)}`,
			detail: safe`${entry.text}${times}`,
			excepted: entry.excepted === '' ? null : entry.excepted,
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

function noteOf({excepted, expired}: Extract<Entry, {kind: 'detection'}>): SafeText {
	if (excepted !== '') return safe` (excepted: ${excepted})`;
	return expired === '' ? trusted('') : safe` (its exception expired after ${expired})`;
}
