import type {ProcessIdentity, SafeText} from '../../../base/index.js';
import {isOfEngine} from '../engine-identity.js';
import {applyEntry} from './apply-entry.js';
import {recorderOf} from './claim.js';
import type {Entry} from './entry.js';
import {openStoreReader, readWorkloads, segmentsOf, storeSize} from './read-store.js';
import {segmentPaths} from './segment-files.js';
import {newWorkload, type Workload} from './workload.js';

/** A start or an end of the recorder. */
export type RecorderEntry = Extract<Entry, {kind: 'recorder'}>;

/** What is in a store. */
export type StoreContents = {
	readonly path: string;
	/** Process id of the recorder that writes now. */
	readonly pid: number | null;
	readonly bytes: number;
	/** The earliest and the latest time of an entry: where the clock was set, not those of the first and the last one. */
	readonly first: number | null;
	readonly last: number | null;
	/** Lines that could not be read: damaged, or written by a later version. */
	readonly unreadable: number;
	readonly recorder: RecorderEntry | null;
	/** Events that were dropped, by source. */
	readonly lost: ReadonlyMap<string, number>;
	readonly workloads: readonly Workload[];
};

/** The process that records now; with an engine, only if it records that one. @throws StoreError */
export function recorderOn(path: string, engine?: SafeText): ProcessIdentity | null {
	const isAbout = engine === undefined || segmentsOf(path, engine).at(-1) === segmentPaths(path).at(-1);
	return isAbout ? recorderOf(path) : null;
}

export type RecordedOptions = {
	/** Only what was recorded of this engine; see `engineIdentity`. */
	readonly engine?: SafeText;
	/** Called with each entry. */
	readonly onEntry?: (entry: Entry) => void;
};

/** The summaries, and what was recorded since they were written. @throws StoreError */
export function readRecorded(path: string, {engine, onEntry}: RecordedOptions = {}): StoreContents {
	const workloads = readWorkloads(path);
	const lost = new Map<string, number>();
	let first: number | null = null;
	let last: number | null = null;
	let recorder: RecorderEntry | null = null;
	const reader = openStoreReader(path, engine === undefined ? {} : {engine});
	for (const entry of reader.read()) {
		onEntry?.(entry);
		first = Math.min(first ?? entry.at, entry.at);
		last = Math.max(last ?? entry.at, entry.at);
		if (entry.kind === 'recorder') recorder = entry;
		else if (entry.kind === 'lost') lost.set(entry.source, (lost.get(entry.source) ?? 0) + entry.count);
		if (entry.workload === '') continue;
		const workload = workloads.get(entry.workload) ?? newWorkload(entry.workload);
		workloads.set(entry.workload, workload);
		applyEntry(workload, entry);
	}
	const known = engine === undefined ? [...workloads.values()] : [...workloads.values()].flatMap(one => ofEngine(one, engine));
	return {
		path,
		pid: recorderOn(path, engine)?.pid ?? null,
		bytes: storeSize(path).total,
		first,
		last,
		unreadable: reader.skipped(),
		recorder,
		lost,
		workloads: known.sort((a, b) => (a.name < b.name ? -1 : 1)),
	};
}

/** Workloads of one name on several engines share a summary: the generations of one engine. */
function ofEngine(workload: Workload, engine: SafeText): Workload[] {
	const generations = workload.generations.filter(one => isOfEngine(one, engine));
	return generations.length === 0 ? [] : [{...workload, generations}];
}
