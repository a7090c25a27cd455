import {type BlindSpot, sanitise} from '../../base/index.js';
import {type ContainerRecord, entryOf} from '../inventory/container-record.js';
import type {FleetEntry, FleetModel} from '../inventory/fleet-model.js';
import {type FleetState, unseenParts} from '../inventory/fleet-state.js';
import type {Judging} from './judging.js';

export type ModelView = {
	/** The current state: the same object until something changes. */
	model(): FleetModel;
	/** Something changed: listeners are notified at once after a quiet period, else at the end of the interval. */
	changed(): void;
	/** The same, but at once in any case. */
	changedNow(): void;
	/** Returns a function that unsubscribes. */
	subscribe(listener: () => void): () => void;
	close(): void;
};

/** Milliseconds: the screen is updated at most four times a second. */
const betweenNotices = 250;

/** The public view of the state, and its listeners. */
export function createModelView(state: FleetState, judging: Judging): ModelView {
	const notifier = createNotifier(betweenNotices);
	let model: FleetModel | null = null;
	let entries: readonly FleetEntry[] = [];

	function build(): FleetModel {
		const records = [...state.records.values()];
		const next = records.map(entryOf);
		if (next.length !== entries.length || next.some((entry, index) => entry !== entries[index])) entries = next;
		const asked = state.engineAnswers.version !== null;
		const {verdicts, hidden, blindSpots} = judging.engineVerdicts();
		return {
			connection: state.connection,
			engine: asked ? judging.engine() : null,
			host: state.host,
			images: asked ? judging.images() : new Map(),
			entries,
			verdicts,
			hidden,
			blindSpots: [
				...unseenParts(state.engineAnswers),
				...state.blindSpots.values(),
				...blindSpots,
				...partlyJudged(records),
				...unseenContainers(records),
			],
			loading: {done: records.filter(isDone).length, total: records.length, complete: state.complete},
			settled: state.settled,
		};
	}
	return {
		model() {
			model ??= build();
			return model;
		},
		changed() {
			model = null;
			notifier.changed();
		},
		changedNow() {
			model = null;
			notifier.flush();
		},
		subscribe: notifier.subscribe,
		close: notifier.close,
	};
}

/** Notifies listeners of changes: at once after a quiet period, else at most once per interval, never losing the last change. */
type Notifier = {
	changed(): void;
	/** Notifies now, regardless of the interval. */
	flush(): void;
	subscribe(listener: () => void): () => void;
	close(): void;
};

/** @param interval milliseconds between two notifications */
function createNotifier(interval: number): Notifier {
	const listeners = new Set<() => void>();
	let timer: NodeJS.Timeout | null = null;
	let pending = false;

	const notify = () => {
		pending = false;
		timer = setTimeout(() => {
			timer = null;
			if (pending) notify();
		}, interval);
		timer.unref();
		for (const listener of [...listeners]) listener();
	};
	return {
		changed() {
			if (timer === null) notify();
			else pending = true;
		},
		flush() {
			if (timer !== null) clearTimeout(timer);
			notify();
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		close() {
			if (timer !== null) clearTimeout(timer);
			listeners.clear();
		},
	};
}

const isDone = ({assessed, failed}: ContainerRecord): boolean => assessed !== null || failed !== null;

const partlyJudged = (records: readonly ContainerRecord[]): readonly BlindSpot[] =>
	records.flatMap(({assessed}) => assessed?.blindSpots ?? []);

/** One line per reason, however many containers it affects. */
function unseenContainers(records: readonly ContainerRecord[]): BlindSpot[] {
	const counts = new Map<string, {spot: BlindSpot; count: number}>();
	for (const {failed} of records) {
		if (failed === null) continue;
		const known = counts.get(failed.reason);
		counts.set(failed.reason, {spot: failed, count: (known?.count ?? 0) + 1});
	}
	return [...counts.values()].map(({spot, count}) =>
		count === 1 ? spot : {source: spot.source, reason: sanitise(`${count} containers: ${spot.reason}`)},
	);
}
