import type {HistoryRow} from '../../record/index.js';

/** Milliseconds in which the same is one row. */
const hour = 3_600_000;

type Group = {readonly newest: HistoryRow; count: number; first: number};

const folded = new WeakMap<HistoryRow, HistoryRow>();

/**
 * What happens again and again as one row an hour, at its last time, with how often and since when: a crash loop would push out everything else.
 * Grades and the like stay: the order of theirs matters. An unchanged row is the same object each time.
 *
 * @param rows  newest first
 */
export function foldRows(rows: readonly HistoryRow[]): readonly HistoryRow[] {
	const groups: Group[] = [];
	const open = new Map<string, Group>();
	for (const row of rows) {
		const first = row.first ?? row.at;
		const key = row.kind === 'note' ? null : keyOf(row);
		const known = key === null ? undefined : open.get(key);
		if (known !== undefined && known.newest.at - row.at < hour) {
			known.count += row.count;
			known.first = Math.min(known.first, first);
			continue;
		}
		const group = {newest: row, count: row.count, first};
		groups.push(group);
		if (key !== null) open.set(key, group);
	}
	return groups.map(rowOf);
}

/** What makes two rows the same event: alerts are of a workload, whichever of its containers raised them. */
export const keyOf = ({kind, severity, workload, container, text}: HistoryRow): string =>
	[kind, severity, workload, kind === 'alert' && workload !== '' ? '' : container, text].join('\n');

function rowOf({newest, count, first}: Group): HistoryRow {
	if (count === newest.count) return newest;
	const known = folded.get(newest);
	if (known?.count === count && known.first === first) return known;
	const made = {...newest, count, first};
	folded.set(newest, made);
	return made;
}
