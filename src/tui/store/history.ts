import {type ContainerFacts, type EngineReader, noteUnforeseen, type SafeText, sanitise, trusted} from '../../base/index.js';
import type {Fleet} from '../../judge/index.js';
import {
	type Entry,
	engineIdentity,
	type Generation,
	type HistoryRow,
	historyRow,
	isOfEngine,
	type OlderEntries,
	type RecorderOptions,
	StoreError,
	subjectOf,
	watchEngine,
} from '../../record/index.js';
import type {History} from '../pages/history.js';
import {alertsFor, countAlerts} from './alert-tallies.js';
import {recordedHistory} from './recorded-history.js';

/** Milliseconds between two looks at the store. */
const pause = 200;
/** Milliseconds between two changes of the screen at least: what happens meanwhile becomes one. */
const gathering = 500;
/** Rows that are read at a time, and that are kept. */
const page = 300;
const mostRows = 5_000;
/** Entries that are looked at for the alerts of the last day. */
const mostCounted = 100_000;

/** Repetitions are written up to a minute after they happened. */
const newestFirst = (rows: readonly HistoryRow[]): readonly HistoryRow[] => rows.toSorted((a, b) => b.at - a.at);

export type HistoryService = {
	view(): History;
	/** What is recorded of the image and configuration of a container; `null` for nothing. */
	generation(facts: ContainerFacts): Generation | null;
	/** Reads older rows; they are announced through `subscribe`. */
	older(): void;
	subscribe(listener: () => void): () => void;
	close(): void;
};

export type HistoryParts = {
	readonly reader: EngineReader;
	/** Loaded, so that the engine is known. */
	readonly fleet: Pick<Fleet, 'model' | 'subscribe' | 'subscribeEvents'>;
	readonly variables: Readonly<Record<string, string | undefined>>;
	/** What the policy says of an alert. */
	readonly expected: RecorderOptions['expected'];
	/** Milliseconds since the epoch. */
	readonly now: () => number;
};

/** What happened on the engine: what its recorder wrote, while it records only that is shown, otherwise what this program sees itself. */
export function createHistory({reader, fleet, variables, expected, now}: HistoryParts): HistoryService {
	const {engine} = fleet.model();
	const identity = engine === null ? trusted('') : engineIdentity(engine);
	const store = recordedHistory(variables, identity);
	const listeners = new Set<() => void>();
	const alerts = countAlerts();
	const since = now();
	let rows: readonly HistoryRow[] = [];
	let recorder: History['recorder'] = 'none';
	let older: History['older'] = 'none';
	let problem: SafeText | null = null;
	let isReading = false;
	let before: OlderEntries | null = null;
	let isClosed = false;
	let view: History | null = null;
	/** Oldest first: not shown yet. */
	const fresh: HistoryRow[] = [];
	let soon: NodeJS.Timeout | null = null;
	let shownAt = Number.NEGATIVE_INFINITY;

	const changed = (): void => {
		view = null;
		if (!isClosed) for (const listener of listeners) listener();
	};
	const addNew = (entries: readonly Entry[]): void => {
		for (const entry of entries) {
			const row = historyRow(entry);
			if (row === null) continue;
			alerts.add(row);
			fresh.push(row);
		}
		if (fresh.length > 0) soon ??= setTimeout(show, Math.max(0, shownAt + gathering - performance.now())).unref();
	};
	const show = (): void => {
		soon = null;
		shownAt = performance.now();
		const all = newestFirst([...fresh.splice(0).reverse(), ...rows]);
		if (all.length > mostRows) older = 'kept';
		rows = all.slice(0, mostRows);
		changed();
	};

	/** A store that cannot be read any more is reported once; the engine itself is watched on. */
	const failed = (error: unknown): void => {
		problem = error instanceof StoreError ? trusted(error.message) : sanitise(noteUnforeseen('reading what was recorded', error));
		recorder = 'none';
		clearInterval(timer);
		changed();
	};

	const readOlder = async (): Promise<void> => {
		const found: HistoryRow[] = [];
		const room = Math.min(page, mostRows - rows.length);
		const isMore = await before?.(entry => {
			const row = historyRow(entry);
			if (row !== null) found.push(row);
			return found.length >= room ? 'enough' : 'more';
		});
		rows = [...rows, ...newestFirst(found)];
		older = !isMore ? 'none' : rows.length >= mostRows ? 'kept' : 'more';
		changed();
	};

	const countDay = async (): Promise<void> => {
		let left = mostCounted;
		await store.before()?.(entry => {
			left -= 1;
			if (now() - entry.at > alertsFor || left === 0 || isClosed) return 'enough';
			const row = historyRow(entry);
			if (row !== null) alerts.add(row);
			return 'more';
		});
		changed();
	};

	const look = (): void => {
		try {
			const was = recorder;
			recorder = store.look();
			if (was === 'none' && recorder !== 'none') {
				before = store.before();
				// Counted before anything new is: each alert once.
				void countDay().catch(failed);
				void readOlder().catch(failed);
			} else if (recorder !== was || (view !== null && view.alerts !== alerts.tallies(now()))) changed();
			addNew(store.newer());
		} catch (error) {
			failed(error);
		}
	};
	const timer = setInterval(look, pause).unref();
	look();
	const stop = watchEngine(
		{reader, fleet, expected},
		() => recorder !== 'recording',
		entry => addNew([entry]),
	);

	return {
		view() {
			view ??= {rows, since, recorder, problem, older, alerts: alerts.tallies(now())};
			return view;
		},
		generation(facts) {
			const {workload, generation} = subjectOf(facts);
			try {
				const generations = store.workload(workload)?.generations ?? [];
				return generations.find(one => one.id === generation && isOfEngine(one, identity)) ?? null;
			} catch (error) {
				failed(error);
				return null;
			}
		},
		older() {
			if (isReading || older !== 'more') return;
			isReading = true;
			readOlder()
				.catch(failed)
				.finally(() => {
					isReading = false;
				});
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		close() {
			isClosed = true;
			clearInterval(timer);
			if (soon !== null) clearTimeout(soon);
			stop();
		},
	};
}
