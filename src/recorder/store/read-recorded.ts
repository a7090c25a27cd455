import {recorderOf} from './claim.js';
import type {Entry} from './entry.js';
import {openStoreReader, readWorkloads, storeSize} from './read-store.js';
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

/** The summaries, and what was recorded since they were written. @param onEntry  called with each entry @throws StoreError */
export function readRecorded(path: string, onEntry: (entry: Entry) => void = () => undefined): Recorded {
	const workloads = readWorkloads(path);
	const lost = new Map<string, number>();
	let first: number | null = null;
	let last: number | null = null;
	let recorder: Recorder | null = null;
	for (const entry of openStoreReader(path).read()) {
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
	return {path, pid: recorderOf(path)?.pid ?? null, bytes: storeSize(path).total, first, last, recorder, lost, workloads: byName};
}
