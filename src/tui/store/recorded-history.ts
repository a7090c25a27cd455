import type {SafeText} from '../../base/index.js';
import {
	applyEntry,
	type Entry,
	newWorkload,
	type OlderEntries,
	openStoreHistory,
	readSummary,
	recorderOn,
	type StoreHistory,
	segmentsOf,
	storePath,
	summaryTime,
	type Workload,
} from '../../record/index.js';

/** Entries that are taken at a time: the keys must not wait for a recorder that was busy. */
const atOnce = 2_000;
const MAX_FIRSTS = 2_000;

/** The store of this user's recorder, as far as it is about one engine. It may appear later, and is only read. */
export type RecordedHistory = {
	/** Looks again: for a store, and whether a recorder writes to it. @throws StoreError */
	look(): 'recording' | 'stopped' | 'none';
	/** What was written since. @throws StoreError */
	newer(): readonly Entry[];
	/** What was written before: see `StoreHistory`. `null` without a store. */
	before(): OlderEntries | null;
	/** What is recorded of a workload: at most a minute old, except for what it did for the first time. @throws StoreError */
	workload(name: SafeText): Workload | null;
};

export function recordedHistory(variables: Readonly<Record<string, string | undefined>>, engine: SafeText): RecordedHistory {
	let folder: string | null = null;
	let open: StoreHistory | null = null;
	/** First times that may not be in a summary yet. */
	let firsts: readonly Entry[] = [];
	let summary: {readonly at: number; readonly workload: Workload} | null = null;
	return {
		look() {
			folder ??= storePath(variables);
			if (folder === null || segmentsOf(folder, engine).length === 0) return 'none';
			open ??= openStoreHistory(folder, engine);
			return recorderOn(folder, engine) === null ? 'stopped' : 'recording';
		},
		newer() {
			const found: Entry[] = [];
			for (const entry of open?.newer.read() ?? []) {
				found.push(entry);
				if (found.length >= atOnce) break;
			}
			const fresh = found.filter(({kind}) => kind === 'seen' || kind === 'peak');
			if (fresh.length > 0) firsts = [...firsts, ...fresh].slice(-MAX_FIRSTS);
			return found;
		},
		before: () => open?.before() ?? null,
		workload(name) {
			if (folder === null) return null;
			const at = summaryTime(folder, name);
			if (summary?.workload.name !== name || summary.at !== at)
				summary = {at, workload: readSummary(folder, name) ?? newWorkload(name)};
			for (const entry of firsts) if (entry.workload === name) applyEntry(summary.workload, entry);
			return summary.workload;
		},
	};
}
