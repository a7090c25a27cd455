import {errorText, type SafeText, safe, trusted} from '../../base/index.js';
import type {ActivityLog} from './activity-log.js';
import type {InterruptiblePause} from './interruptible-pause.js';
import type {KnownContainers} from './known-containers.js';
import type {RecorderOptions} from './recorder-options.js';
import type {HostSources} from './sources/host-sources.js';
import type {watchPosture} from './sources/posture.js';
import {type Subject, traceSource} from './store/entry.js';
import type {Store} from './store/store.js';
import {noSubject} from './subject.js';

/**
 * Milliseconds between two reads of the trace: while something happens, and at rest. A task that has ended by then has no user. What the engine
 * reports ends the rest.
 */
const pauses = {busy: 50, idle: 200, withoutTrace: 250};
const second = 1000;
const busyFor = 2 * second;
/** Milliseconds until the summaries are written for the first time, and between two writes at most: each pause is twice the one before. */
const saving = {first: 5_000, most: 60_000};
const countingLost = 5_000;

export type LoopParts = Pick<HostSources, 'trace' | 'host' | 'losses'> & {
	readonly store: Store;
	readonly log: ActivityLog;
	readonly known: KnownContainers;
	readonly posture: Pick<ReturnType<typeof watchPosture>, 'flush'>;
	/** By `engineIdentity`; empty before it is known. */
	readonly engine: () => SafeText;
	/** Execs that could not be asked about since the last call. */
	readonly lostExecs: () => number;
	readonly pause: Pick<InterruptiblePause, 'wait'>;
	readonly positions: RecorderOptions['positions'];
};

/**
 * Reads what has to be asked for again and again, and writes the summaries, until the signal is aborted. The trace is closed at its end.
 *
 * @throws StoreError when nothing can be written any more
 */
export async function recordingLoop(parts: LoopParts, signal: AbortSignal) {
	const {store, log, known, engine, posture, host, pause, positions} = parts;
	const losses = noteLosses(parts);
	let {trace} = parts;
	let before = performance.now();
	const next = {second: 0, save: before + saving.first, lost: before + countingLost};
	let pauseToSave = saving.first;
	let busyUntil = 0;
	try {
		while (!signal.aborted) {
			const now = performance.now();
			if (await readTrace()) busyUntil = now + busyFor;
			if (now >= next.second) {
				next.second = now + second;
				everySecond((now - before) / second);
				before = now;
			}
			if (now >= next.lost) {
				next.lost = now + countingLost;
				losses.note(trace);
			}
			if (now >= next.save) {
				pauseToSave = Math.min(saving.most, 2 * pauseToSave);
				next.save = now + pauseToSave;
				log.flush();
				const saved = positions?.save(store.last());
				posture.flush();
				await Promise.all([saved, store.save()]);
			}
			if (positions?.isUrgent() === true) {
				log.flush();
				await positions.save(store.last());
			}
			const isBusy = now < busyUntil;
			const length = trace === null ? pauses.withoutTrace : isBusy ? pauses.busy : pauses.idle;
			if (await pause.wait(length, trace !== null && !isBusy)) busyUntil = performance.now() + busyFor;
		}
		losses.note(trace);
	} finally {
		await trace?.close();
	}

	/** `true` when there was something. */
	async function readTrace(): Promise<boolean> {
		if (trace === null) return false;
		try {
			return await trace.read();
		} catch (error) {
			if (!isOfSystem(error)) throw error;
			losses.brokeOff(error);
			const broken = trace;
			trace = null;
			await broken.close();
			return false;
		}
	}

	function everySecond(elapsed: number): void {
		store.checkClock();
		const running = known.running();
		trace?.look(running);
		host?.look(running, trace?.tcp.known === true);
		log.passed(subjectsOf(known, running), elapsed, engine(), trace !== null);
	}
}

const subjectsOf = (known: KnownContainers, running: ReadonlyMap<string, number>): Subject[] =>
	[...running.keys()].flatMap(id => known.get(id)?.subject ?? []);

/** Records what was lost. */
function noteLosses({store, log, known, losses, lostExecs}: LoopParts) {
	const all = (): Subject[] => subjectsOf(known, known.running());

	function lost(source: SafeText, count: number): void {
		if (count > 0) store.add(noSubject, {kind: 'lost', source, count});
	}

	function lostTrace(source: SafeText, count: number, subjects: readonly Subject[]): void {
		if (count === 0) return;
		lost(source, count);
		log.lost(subjects, count);
	}

	return {
		/** What was lost since the last call. */
		note(trace: LoopParts['trace']): void {
			lostTrace(traceSource, trace?.lost() ?? 0, all());
			for (const {subject, count} of losses.take()) lostTrace(traceSource, count, [subject]);
			lost(trusted('details of execs'), lostExecs());
		},
		/** The trace cannot be read any more. */
		brokeOff: (error: unknown): void => lostTrace(safe`${traceSource} broke off: ${errorText(error)}`, 1, all()),
	};
}

const isOfSystem = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
