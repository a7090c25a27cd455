import {fileTrouble, JournalError, makePrivateDirectory, type SafeText, safe, sanitise} from '../../../base/index.js';
import {noSubject} from '../subject.js';
import {applyEntry} from './apply-entry.js';
import {claimStore} from './claim.js';
import {type Content, type Entry, isLostTrace, type Subject} from './entry.js';
import {openStoreReader, storeFolder, storeSize} from './read-store.js';
import {firstOf, segmentPaths} from './segment-files.js';
import {openSegments, type StoreLimits} from './segments.js';
import {StoreError} from './store-error.js';
import {openSummaries} from './summaries.js';
import {loseTraces} from './traced.js';
import type {Workload} from './workload.js';

/** Milliseconds without a jump of the clock after which the age of a segment is believed. */
const believable = 3_600_000;
/** Milliseconds between the clock and the time that has passed: more is a jump, not a correction. */
const jump = 5_000;

export type Clock = {
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	/** Milliseconds by a clock that no one sets. */
	readonly steady: () => number;
};
const systemClock: Clock = {now: Date.now, steady: () => performance.now()};

/** The store of the recorder, open for writing by this process only. */
export type Store = {
	/** Writes one entry at once. @throws StoreError when it cannot: nothing may be recorded any more */
	add(subject: Subject, content: Content): Entry;
	/** The summary, to be changed in place; it is written by `save`. */
	workload(name: SafeText): Workload;
	workloads(): ReadonlyMap<string, Workload>;
	/** Number of the last entry. */
	last(): number;
	/** Its directory. */
	readonly folder: string;
	/** Entries that an earlier recorder left without their place in a summary, at the start. */
	readonly recovered: number;
	/** Notes a jump of the clock, also when nothing happens: about once a second. @throws StoreError */
	checkClock(): void;
	/** Writes the summaries that changed, and removes what is beyond the limits: about once a minute. @throws StoreError */
	save(): Promise<void>;
	close(): Promise<void>;
};

/**
 * Opens the store in the state directory of the user; it is made where it is missing.
 *
 * @param engine  whose containers are recorded: see `engineIdentity`
 * @throws StoreError when another recorder writes to it, or it cannot be written
 */
export function openStore(
	variables: Readonly<Record<string, string | undefined>>,
	limits: StoreLimits,
	engine: SafeText | null = null,
	clock: Clock = systemClock,
): Store {
	const folder = makeFolder(variables);
	const claim = claimStore(folder);
	try {
		return openClaimed(folder, {limits, clock, claim, engine});
	} catch (error) {
		claim.release();
		throw error;
	}
}

type Opened = {
	readonly limits: StoreLimits;
	readonly clock: Clock;
	readonly claim: ReturnType<typeof claimStore>;
	readonly engine: SafeText | null;
};

function openClaimed(folder: string, {limits, clock, claim, engine}: Opened): Store {
	const summaries = openSummaries(folder, limits.bytes);
	let next = Math.max(0, ...segmentPaths(folder).map(firstOf), ...[...summaries.all.values()].map(({upTo}) => upTo + 1));
	let recovered = 0;
	for (const entry of openStoreReader(folder).read()) {
		next = Math.max(next, entry.n + 1);
		if (isLostTrace(entry)) for (const one of summaries.all.values()) if (loseTraces(one, entry)) summaries.of(one.name);
		if (entry.workload === '' || entry.n <= (summaries.all.get(entry.workload)?.upTo ?? -1)) continue;
		applyEntry(summaries.of(entry.workload), entry);
		recovered += 1;
	}
	const segments = openSegments(folder, limits, next, engine);
	let before = {now: clock.now(), steady: clock.steady()};
	let trustedSince = before.steady;

	function add(subject: Subject, content: Content): Entry {
		noteJump();
		const entry: Entry = {n: next, at: clock.now(), ...subject, ...content};
		segments.append(entry.n, JSON.stringify(entry));
		next += 1;
		if (subject.workload !== '') applyEntry(summaries.of(subject.workload), entry);
		return entry;
	}

	function noteJump(): void {
		const now = {now: clock.now(), steady: clock.steady()};
		const moved = now.now - before.now - (now.steady - before.steady);
		before = now;
		if (Math.abs(moved) < jump) return;
		trustedSince = now.steady;
		add(noSubject, {kind: 'clock', moved: Math.round(moved)});
	}

	async function save(): Promise<void> {
		claim.renew();
		noteJump();
		await summaries.save(next - 1).catch(error => {
			throw new StoreError(
				safe`recording stops: ${sanitise(folder)} cannot be written: ${fileTrouble(error)}. What was recorded before is kept`,
				{cause: error},
			);
		});
		const isBelieved = clock.steady() - trustedSince >= believable;
		segments.prune(storeSize(folder).summaries, isBelieved ? clock.now() - limits.age : null);
	}

	return {
		add,
		workload: summaries.of,
		workloads: () => summaries.all,
		last: () => next - 1,
		folder,
		recovered,
		checkClock: noteJump,
		save,
		async close() {
			try {
				await save();
			} finally {
				segments.close();
				claim.release();
			}
		},
	};
}

function makeFolder(variables: Readonly<Record<string, string | undefined>>): string {
	try {
		return makePrivateDirectory(variables, storeFolder);
	} catch (error) {
		if (error instanceof JournalError) throw new StoreError(sanitise(error.message), {cause: error});
		throw error;
	}
}
