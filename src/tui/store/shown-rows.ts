import {type HistoryRow, historyRow, type OlderEntries} from '../../record/index.js';
import type {History} from '../pages/history.js';

/** Milliseconds between two changes of the screen at least: what happens meanwhile becomes one. */
const gathering = 500;
/** Rows that are read at a time, and that are kept. */
const page = 300;
const MAX_ROWS = 5_000;
/** Repetitions are written up to a minute after they happened. */
const newestFirst = (rows: readonly HistoryRow[]): readonly HistoryRow[] => rows.toSorted((a, b) => b.at - a.at);

/** The rows on the screen: new ones are gathered, older ones read when they are asked for. */
export function createShownRows(changed: () => void) {
	let rows: readonly HistoryRow[] = [];
	let older: History['older'] = 'none';
	let before: OlderEntries | null = null;
	let isReading = false;
	/** Oldest first: not shown yet. */
	const fresh: HistoryRow[] = [];
	let soon: NodeJS.Timeout | null = null;
	let shownAt = Number.NEGATIVE_INFINITY;

	const show = (): void => {
		soon = null;
		shownAt = performance.now();
		const all = newestFirst([...fresh.splice(0).reverse(), ...rows]);
		if (all.length > MAX_ROWS) older = 'kept';
		rows = all.slice(0, MAX_ROWS);
		changed();
	};
	const readOlder = async (): Promise<void> => {
		const found: HistoryRow[] = [];
		const room = Math.min(page, MAX_ROWS - rows.length);
		const isMore = await before?.(entry => {
			const row = historyRow(entry);
			if (row !== null) found.push(row);
			return found.length >= room ? 'enough' : 'more';
		});
		rows = [...rows, ...newestFirst(found)];
		older = !isMore ? 'none' : rows.length >= MAX_ROWS ? 'kept' : 'more';
		changed();
	};

	return {
		now: () => ({rows, older}),
		add(row: HistoryRow): void {
			fresh.push(row);
			soon ??= setTimeout(show, Math.max(0, shownAt + gathering - performance.now())).unref();
		},
		/** @param entries  from the newest one backwards */
		begin(entries: OlderEntries | null): Promise<void> {
			before = entries;
			return readOlder();
		},
		async older(): Promise<void> {
			if (isReading || older !== 'more') return;
			isReading = true;
			try {
				await readOlder();
			} finally {
				isReading = false;
			}
		},
		close(): void {
			if (soon !== null) clearTimeout(soon);
		},
	};
}
