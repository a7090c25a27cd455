import type {SafeText} from '../../terminal/safe-text.js';
import {recorderOf} from './claim.js';
import type {Entry} from './entry.js';
import {attempt, openStoreReader, readWorkloads, storeSize} from './read-store.js';
import {engineOf, segmentPaths} from './segments.js';
import {applyEntry, newWorkload, type Workload} from './workload.js';

type Recorder = Extract<Entry, {kind: 'recorder'}>;

/** Everything that is in a store. */
export type Recorded = {
	readonly path: string;
	/** Process id of the recorder that writes now. */
	readonly pid: number | null;
	readonly bytes: number;
	readonly first: number | null;
	readonly last: number | null;
	readonly recorder: Recorder | null;
	/** Events that were dropped, by source. */
	readonly lost: ReadonlyMap<string, number>;
	readonly workloads: readonly Workload[];
};

export type ReadRecorded = {
	/** Only what was recorded of this engine; see `engineIdentity`. */
	readonly engine?: SafeText;
	/** Called with each entry. */
	readonly onEntry?: (entry: Entry) => void;
};

/** The summaries, and what was recorded since they were written. @throws StoreError */
export function readRecorded(path: string, {engine, onEntry = () => undefined}: ReadRecorded = {}): Recorded {
	const all = readWorkloads(path);
	const workloads = engine === undefined ? all : workloadsOn(all, engine);
	const lost = new Map<string, number>();
	let first: number | null = null;
	let last: number | null = null;
	let recorder: Recorder | null = null;
	for (const entry of openStoreReader(path, engine === undefined ? {} : {engine}).read()) {
		onEntry(entry);
		first ??= entry.at;
		last = entry.at;
		if (entry.kind === 'recorder') recorder = entry;
		else if (entry.kind === 'lost') lost.set(entry.source, (lost.get(entry.source) ?? 0) + entry.count);
		if (entry.workload === '') continue;
		const workload = workloads.get(entry.workload) ?? newWorkload(entry.workload);
		workloads.set(entry.workload, workload);
		applyEntry(workload, entry);
	}
	const byName = [...workloads.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
	const pid = engine === undefined || isNewestAbout(path, engine) ? (recorderOf(path)?.pid ?? null) : null;
	return {path, pid, bytes: storeSize(path).total, first, last, recorder, lost, workloads: byName};
}

/** What was recorded of an engine: containers of the same name on two engines have nothing to do with each other. */
export function workloadsOn(all: ReadonlyMap<string, Workload>, engine: SafeText): Map<string, Workload> {
	const found = new Map<string, Workload>();
	for (const [name, workload] of all) {
		// Empty until the first minute is over.
		const generations = workload.generations.filter(one => one.engine === '' || one.engine === engine);
		if (generations.length > 0) found.set(name, {...workload, generations});
	}
	return found;
}

function isNewestAbout(path: string, engine: SafeText): boolean {
	const newest = segmentPaths(path).at(-1);
	return newest !== undefined && attempt(path, () => engineOf(newest)) === engine;
}
