import type {SafeText} from '../../base/index.js';
import type {Fleet} from '../../judge/index.js';
import {createActivityLog} from './activity-log.js';
import {knownContainers} from './known-containers.js';
import type {RecorderOptions} from './recorder-options.js';
import {readEngineActivity} from './sources/engine-activity.js';
import {queueExecs} from './sources/exec-queue.js';
import {watchPosture} from './sources/posture.js';
import {applyEntry} from './store/apply-entry.js';
import type {Entry} from './store/entry.js';
import type {Store} from './store/store.js';
import {newWorkload, type Workload} from './store/workload.js';

/** Milliseconds between two looks at what was folded. */
const flushing = 10_000;
const MAX_WORKLOADS = 500;

export type OwnWatchParts = Pick<RecorderOptions, 'reader' | 'expected'> & {
	readonly fleet: Pick<Fleet, 'model' | 'subscribe' | 'subscribeEvents'>;
};

/**
 * Watches an engine without a recorder: its events, and what the detections that need nothing else make of them. Nothing is written.
 *
 * @param isWanted  `false` while a recorder does it: then only the grades are followed, and nothing is reported
 * @returns a function that stops
 */
export function watchEngine(
	{reader, fleet, expected}: OwnWatchParts,
	isWanted: () => boolean,
	onEntry: (entry: Entry) => void,
): () => void {
	const ending = new AbortController();
	/** The grades that it begins with are no news. */
	let isBeginning = false;
	const store = inMemory(entry => {
		// Changed grades are noted by the terminal UI itself.
		if (isWanted() && !isBeginning && entry.kind !== 'posture') onEntry(entry);
	});
	const known = knownContainers(fleet, () => undefined);
	// What is usual takes days to learn.
	const log = createActivityLog(store, Number.POSITIVE_INFINITY, (subject, rule, text) =>
		expected(known.get(subject.container), subject, rule, text),
	);
	const posture = watchPosture({log, store, optionsOf: () => []});
	const execs = queueExecs(
		reader,
		ending.signal,
		(container, answer) => engine.exec(container, answer),
		id => engine.unanswered(id),
	);
	const engine = readEngineActivity({log, find: known.get, askExec: execs.add});
	let isSettled = false;
	let hasBegun = false;
	const update = (): void => {
		const changed = known.update();
		const {settled} = fleet.model();
		isBeginning = !hasBegun;
		if (settled) posture.take(isSettled ? changed : known.values(), known.values());
		isBeginning = false;
		hasBegun ||= settled;
		isSettled = settled;
	};
	const flush = (): void => {
		log.flush();
		posture.flush();
	};
	const timer = setInterval(flush, flushing).unref();
	const stops = [
		fleet.subscribe(update),
		fleet.subscribeEvents(event => {
			if (isWanted()) engine.take(event);
		}),
	];
	update();
	return () => {
		ending.abort();
		clearInterval(timer);
		for (const stop of stops) stop();
	};
}

/** As much of a store as recording needs, for as long as the program runs. */
function inMemory(onEntry: (entry: Entry) => void): Pick<Store, 'add' | 'workload'> {
	const workloads = new Map<string, Workload>();
	let n = 0;
	return {
		add(subject, content) {
			const entry = {n, at: Date.now(), ...subject, ...content};
			n += 1;
			if (subject.workload !== '') applyEntry(workload(subject.workload), entry);
			onEntry(entry);
			return entry;
		},
		workload,
	};

	function workload(name: SafeText): Workload {
		const found = workloads.get(name) ?? newWorkload(name);
		workloads.delete(name);
		workloads.set(name, found);
		const [oldest] = workloads.keys();
		if (workloads.size > MAX_WORKLOADS && oldest !== undefined) workloads.delete(oldest);
		return found;
	}
}
