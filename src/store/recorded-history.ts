import {recorderOf} from '../recorder/store/claim.js';
import type {Entry} from '../recorder/store/entry.js';
import {type OlderEntries, openStoreHistory, type StoreHistory} from '../recorder/store/read-back.js';
import {segmentsOf, storePath} from '../recorder/store/read-store.js';
import {engineOf, segmentPaths} from '../recorder/store/segments.js';
import type {SafeText} from '../terminal/safe-text.js';

/** Entries that are taken at a time: the keys must not wait for a recorder that was busy. */
const atOnce = 2_000;

/** The store of this user's recorder, as far as it is about one engine. It may appear later, and is only read. */
export type RecordedHistory = {
	/** Looks again: for a store, and whether a recorder writes to it. @throws StoreError */
	look(): 'recording' | 'stopped' | 'none';
	/** What was written since. @throws StoreError */
	newer(): readonly Entry[];
	/** What was written before: see `StoreHistory`. `null` without a store. */
	before(): OlderEntries | null;
};

export function recordedHistory(variables: Readonly<Record<string, string | undefined>>, engine: SafeText): RecordedHistory {
	let folder: string | null = null;
	let open: StoreHistory | null = null;
	return {
		look() {
			folder ??= storePath(variables);
			if (folder === null || segmentsOf(folder, engine).length === 0) return 'none';
			open ??= openStoreHistory(folder, engine);
			const newest = segmentPaths(folder).at(-1);
			return newest !== undefined && engineOf(newest) === engine && recorderOf(folder) !== null ? 'recording' : 'stopped';
		},
		newer() {
			const found: Entry[] = [];
			for (const entry of open?.newer.read() ?? []) {
				found.push(entry);
				if (found.length >= atOnce) break;
			}
			return found;
		},
		before: () => open?.before() ?? null,
	};
}
