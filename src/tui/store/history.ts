import {type ContainerFacts, type EngineReader, noteUnforeseen, type SafeText, sanitise, trusted} from '../../base/index.js';
import type {Fleet} from '../../judge/index.js';
import {
	type Entry,
	engineIdentity,
	type Generation,
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
import {createShownRows} from './shown-rows.js';

/** Milliseconds between two looks at the store. */
const pause = 200;
/** Entries that are looked at for the alerts of the last day. */
const MAX_COUNTED = 100_000;

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
	let recorder: History['recorder'] = 'none';
	let problem: SafeText | null = null;
	let isClosed = false;
	let view: History | null = null;

	const changed = (): void => {
		view = null;
		if (!isClosed) for (const listener of listeners) listener();
	};
	const shown = createShownRows(changed);
	const addNew = (entries: readonly Entry[]): void => {
		for (const row of entries.flatMap(entry => historyRow(entry) ?? [])) {
			alerts.add(row);
			shown.add(row);
		}
	};

	/** A store that cannot be read any more is reported once; the engine itself is watched on. */
	const failed = (error: unknown): void => {
		problem = error instanceof StoreError ? trusted(error.message) : sanitise(noteUnforeseen('reading what was recorded', error));
		recorder = 'none';
		clearInterval(timer);
		changed();
	};

	const look = (): void => {
		try {
			const was = recorder;
			recorder = store.look();
			if (was === 'none' && recorder !== 'none') {
				// Counted before anything new is: each alert once.
				void countDay(store.before(), alerts, entry => now() - entry.at > alertsFor || isClosed)
					.then(changed)
					.catch(failed);
				void shown.begin(store.before()).catch(failed);
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
		view: () => (view ??= {...shown.now(), since, recorder, problem, alerts: alerts.tallies(now())}),
		generation(facts) {
			try {
				return generationOf(facts, store, identity);
			} catch (error) {
				failed(error);
				return null;
			}
		},
		older: () => void shown.older().catch(failed),
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		close() {
			isClosed = true;
			clearInterval(timer);
			shown.close();
			stop();
		},
	};
}

/** @param isOver  whether an entry is too old, as are those after it */
async function countDay(
	entries: OlderEntries | null,
	alerts: ReturnType<typeof countAlerts>,
	isOver: (entry: Entry) => boolean,
): Promise<void> {
	let left = MAX_COUNTED;
	await entries?.(entry => {
		left -= 1;
		if (isOver(entry) || left === 0) return 'enough';
		const row = historyRow(entry);
		if (row !== null) alerts.add(row);
		return 'more';
	});
}

function generationOf(facts: ContainerFacts, store: ReturnType<typeof recordedHistory>, identity: SafeText): Generation | null {
	const {workload, generation} = subjectOf(facts);
	const generations = store.workload(workload)?.generations ?? [];
	return generations.find(one => one.id === generation && isOfEngine(one, identity)) ?? null;
}
