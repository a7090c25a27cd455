import {createHash} from 'node:crypto';
import {closeSync, readdirSync, readSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {
	boundedText,
	fileTrouble,
	hasCode,
	JournalError,
	openNoFollow,
	type PrivateFolder,
	privateDirectory,
	type SafeText,
	safe,
	sanitise,
	trusted,
	UnreadFileError,
} from '../../../base/index.js';
import {applyEntry} from './apply-entry.js';
import {type Entry, isLostTrace, parseEntry} from './entry.js';
import {engineOf, firstOf, segmentPaths} from './segment-files.js';
import {type SegmentLine, segmentLines} from './segment-lines.js';
import {StoreError} from './store-error.js';
import {loseTraces} from './traced.js';
import {newWorkload, type Workload} from './workload.js';
import {parseWorkload} from './workload-json.js';

export const storeFolder: PrivateFolder = {name: 'recorded', what: trusted('the store of the recorder')};
/** Bytes of a summary, which is bounded by the number of its parts. */
const MAX_SUMMARY_BYTES = 8 * 1024 * 1024;

/** The folder of the store; `null` when nothing was ever recorded. @throws StoreError when it cannot be trusted or read */
export function storePath(variables: Readonly<Record<string, string | undefined>>): string | null {
	try {
		return privateDirectory(variables, storeFolder);
	} catch (error) {
		if (error instanceof JournalError) throw new StoreError(sanitise(error.message), {cause: error});
		throw error;
	}
}

/** Reads entries in the order in which they were written, and what follows later. */
export type StoreReader = {
	/** The entries since the last call; a line that is being written is left for the next. @throws StoreError */
	read(): Generator<Entry>;
	/** Lines that were damaged, too long, or of a later version. */
	skipped(): number;
};

export type ReadFrom = {
	/** Only what was recorded of this engine; see `engineIdentity`. */
	readonly engine?: SafeText;
	/** Only what was recorded of other engines, or of unknown ones. */
	readonly except?: SafeText;
	/** The number of an entry: only segments that may hold later ones are read. */
	readonly after?: number;
	/** Bytes of each segment that are not read. */
	readonly done?: Map<string, number>;
};

export function openStoreReader(
	folder: string,
	{engine, except, after = -1, done = new Map<string, number>()}: ReadFrom = {},
): StoreReader {
	let skipped = 0;

	function* read(): Generator<Entry> {
		const all = attempt(folder, () => segmentsOf(folder, engine).filter(path => except === undefined || !isAbout(path, except)));
		const paths = all.filter((_, index) => index === all.length - 1 || firstOf(all[index + 1] ?? '') > after + 1);
		for (const path of done.keys()) if (!paths.includes(path)) done.delete(path);
		for (const path of paths) {
			let at = done.get(path) ?? 0;
			for (const {text, end} of linesOf(folder, path, at)) {
				at = end;
				done.set(path, at);
				const entry = text === null ? null : parseEntry(text);
				if (entry !== null) yield entry;
				else if (text?.startsWith('{"schema"') !== true) skipped += 1;
			}
		}
	}
	return {read, skipped: () => skipped};
}

/** Paths of the segments, oldest first; with an engine only those about it. */
export const segmentsOf = (folder: string, engine?: SafeText): readonly string[] =>
	segmentPaths(folder).filter(path => engine === undefined || isAbout(path, engine));

function isAbout(path: string, engine: SafeText): boolean {
	try {
		return engineOf(path) === engine;
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return false;
		throw error;
	}
}

/** The complete lines of a segment from a place on; none when it was removed meanwhile. */
function* linesOf(folder: string, path: string, from: number): Generator<SegmentLine> {
	const file = attempt(folder, () => openNoFollow(path));
	if (file === null) return;
	try {
		yield* segmentLines((buffer, at) => attempt(folder, () => readSync(file, buffer, 0, buffer.length, at)), from);
	} finally {
		closeSync(file);
	}
}

/** The summaries as they were last written, with what was recorded since. @throws StoreError */
export function readWorkloads(folder: string): Map<string, Workload> {
	return attempt(folder, () => {
		const workloads = new Map<string, Workload>();
		for (const name of namesIn(folder)) {
			const workload = parseWorkload(summaryText(join(folder, name)));
			if (workload !== null) workloads.set(workload.name, workload);
		}
		return workloads;
	});
}

/** One workload: its summary as it was last written, with what was recorded since. @throws StoreError */
export function readWorkload(folder: string, name: SafeText): Workload {
	const text = attempt(folder, () => {
		try {
			return summaryText(summaryPath(folder, name));
		} catch (error) {
			if (hasCode(error, 'ENOENT')) return '';
			throw error;
		}
	});
	const found = parseWorkload(text);
	const workload = found?.name === name ? found : newWorkload(name);
	for (const entry of openStoreReader(folder, {after: workload.upTo}).read())
		if (isLostTrace(entry)) loseTraces(workload, entry);
		else if (entry.workload === name) applyEntry(workload, entry);
	return workload;
}

/** Where the summary of a workload is. */
export const summaryPath = (folder: string, name: string): string =>
	join(folder, `workload-${createHash('sha256').update(name).digest('hex').slice(0, 32)}.json`);

/** When it was written: milliseconds since the epoch, 0 for never. @throws StoreError */
export const summaryTime = (folder: string, name: string): number =>
	attempt(folder, () => statSync(summaryPath(folder, name), {throwIfNoEntry: false})?.mtimeMs ?? 0);

/** One summary as it was last written; `null` where there is none, or a damaged one. @throws StoreError */
export const readSummary = (folder: string, name: string): Workload | null =>
	attempt(folder, () => {
		try {
			return parseWorkload(summaryText(summaryPath(folder, name)));
		} catch (error) {
			if (hasCode(error, 'ENOENT')) return null;
			throw error;
		}
	});

/** Empty for one that is too large to be read: like a damaged one it is made again from the entries. */
function summaryText(path: string): string {
	try {
		return boundedText(path, MAX_SUMMARY_BYTES);
	} catch (error) {
		if (error instanceof UnreadFileError) return '';
		throw error;
	}
}

const namesIn = (folder: string): string[] => readdirSync(folder).filter(name => /^workload-[0-9a-f]{32}\.json$/.test(name));

/** Bytes of the store, and of its summaries. @throws StoreError */
export function storeSize(folder: string): {readonly total: number; readonly summaries: number} {
	return attempt(folder, () => {
		const sizeOf = (path: string): number => statSync(path, {throwIfNoEntry: false})?.size ?? 0;
		const summaries = namesIn(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
		return {summaries, total: summaries + segmentPaths(folder).reduce((sum, path) => sum + sizeOf(path), 0)};
	});
}

/** @throws StoreError for what the system refuses */
export function attempt<T>(folder: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof Error) || !('code' in error)) throw error;
		throw new StoreError(safe`the store ${sanitise(folder)} cannot be read: ${fileTrouble(error)}`, {cause: error});
	}
}
