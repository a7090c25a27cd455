import {rmSync} from 'node:fs';
import {JournalError} from '../../ownership/journal-error.js';
import {makePrivateDirectory} from '../../ownership/state-directory.js';
import {fileTrouble} from '../../terminal/file-trouble.js';
import {replaceFile} from '../../terminal/replace-file.js';
import {type SafeText, safe} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {noSubject} from '../subject.js';
import {claimStore} from './claim.js';
import type {Content, Entry, Subject} from './entry.js';
import {openStoreReader, readWorkloads, storeFolder, storeSize, summaryPath} from './read-store.js';
import {firstOf, openSegments, type StoreLimits, schema, segmentPaths} from './segments.js';
import {StoreError} from './store-error.js';
import {applyEntry, newWorkload, type Workload} from './workload.js';
import {workloadJson} from './workload-json.js';

/** Workloads that are kept; the one that was quiet for longest is dropped. */
const mostWorkloads = 500;
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
	/** Entries that an earlier recorder left without their place in a summary, at the start. */
	readonly recovered: number;
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
	const workloads = readWorkloads(folder);
	const changed = new Set<string>();
	let next = Math.max(0, ...segmentPaths(folder).map(firstOf), ...[...workloads.values()].map(({upTo}) => upTo + 1));
	let recovered = 0;

	const workloadOf = (name: SafeText): Workload => {
		const found = workloads.get(name) ?? newWorkload(name);
		workloads.set(name, found);
		changed.add(name);
		return found;
	};
	for (const entry of openStoreReader(folder).read()) {
		next = Math.max(next, entry.n + 1);
		if (entry.workload === '' || entry.n <= (workloads.get(entry.workload)?.upTo ?? -1)) continue;
		applyEntry(workloadOf(entry.workload), entry);
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
		if (subject.workload !== '') applyEntry(workloadOf(subject.workload), entry);
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
		dropQuiet();
		for (const name of [...changed]) {
			changed.delete(name);
			const workload = workloads.get(name);
			if (workload === undefined) continue;
			await replaceFile(summaryPath(folder, name), workloadJson(schema, workload), 0o600, null).catch(error => {
				changed.add(name);
				throw new StoreError(
					safe`recording stops: ${sanitise(folder)} cannot be written: ${fileTrouble(error)}. What was recorded before is kept`,
					{cause: error},
				);
			});
		}
		const isBelieved = clock.steady() - trustedSince >= believable;
		segments.prune(storeSize(folder).summaries, isBelieved ? clock.now() - limits.age : null);
	}

	function dropQuiet(): void {
		if (workloads.size <= mostWorkloads) return;
		const lastOf = ({generations}: Workload): number => Math.max(0, ...generations.map(({last}) => last));
		const quiet = [...workloads.values()].sort((a, b) => lastOf(a) - lastOf(b)).slice(0, workloads.size - mostWorkloads);
		for (const {name} of quiet) {
			workloads.delete(name);
			changed.delete(name);
			rmSync(summaryPath(folder, name), {force: true});
		}
	}

	return {
		add,
		workload: workloadOf,
		workloads: () => workloads,
		recovered,
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
