import {setTimeout as sleep} from 'node:timers/promises';
import type {BlindSpot} from '../answers/index.js';
import type {EngineReader} from '../engine/engine-reader.js';
import type {Fleet} from '../fleet/fleet-model.js';
import {openTree} from '../host/host-tree.js';
import type {Journal} from '../ownership/journal.js';
import {errorText} from '../terminal/error-text.js';
import {type SafeText, safe, trusted} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {createActivityLog} from './activity-log.js';
import {type KnownContainer, knownContainers} from './known-containers.js';
import {readEngineActivity} from './sources/engine-activity.js';
import {queueExecs} from './sources/exec-queue.js';
import {type AlertSink, followLogs, takeAlerts} from './sources/foreign-alerts.js';
import {watchHost} from './sources/host-watch.js';
import {watchPosture} from './sources/posture.js';
import {readTaskActivity} from './sources/task-activity.js';
import {openTaskTrace, type TaskTrace} from './sources/task-trace.js';
import type {Store} from './store/store.js';
import {noSubject} from './subject.js';

/** Milliseconds between two reads of the trace: while something happens, and at rest. A task that has ended by then has no user. */
const pauses = {busy: 50, idle: 100, withoutTrace: 250};
const second = 1000;
/** Milliseconds between two writes of the summaries. */
const saving = 60_000;
const countingLost = 5_000;

export type RecorderOptions = {
	readonly reader: EngineReader;
	/** Loaded, and kept up to date. */
	readonly fleet: Pick<Fleet, 'model' | 'subscribe'>;
	readonly store: Store;
	/** Records the kernel trace; `null` without root. */
	readonly journal: Pick<Journal, 'open' | 'intend' | 'settled'> | null;
	/** Seconds. */
	readonly learning: number;
	readonly signal: AbortSignal;
	/** Hands the engine's events to the recorder until the signal is aborted; `onGap` after events may have been missed. */
	readonly follow: (
		signal: AbortSignal,
		onEvent: (event: Parameters<ReturnType<typeof readEngineActivity>['take']>[0]) => void,
		onGap: () => void,
	) => Promise<void>;
	/** Reads alerts of other engines until the signal is aborted. */
	readonly readAlerts: (sink: AlertSink, signal: AbortSignal) => Promise<void>;
	/** Whether the log of a container has alerts of another engine. */
	readonly hasAlerts: (container: KnownContainer) => boolean;
	/** A source of alerts cannot be read. */
	readonly onTrouble: (why: SafeText) => void;
	/** Called once, when everything that can be recorded is. */
	readonly onStarted: (sees: readonly SafeText[], missing: readonly SafeText[]) => void;
};

/**
 * Records what the containers of an engine do, until the signal is aborted.
 *
 * @throws StoreError when nothing can be written any more
 * @throws JournalError when the kernel trace cannot be recorded in the journal
 */
export async function runRecorder(options: RecorderOptions): Promise<void> {
	const {reader, fleet, store, journal, signal} = options;
	const ending = new AbortController();
	const stop = (): void => ending.abort();
	signal.addEventListener('abort', stop, {once: true});
	let failure: unknown = null;
	/** Work that others call: the first failure ends the recorder. */
	const guarded =
		<A extends unknown[]>(work: (...args: A) => void) =>
		(...args: A): void => {
			if (failure !== null) return;
			try {
				work(...args);
			} catch (error) {
				failure = error ?? new Error('failed');
				stop();
			}
		};

	const log = createActivityLog(store, options.learning);
	const known = knownContainers(fleet);
	const execs = queueExecs(
		reader,
		ending.signal,
		guarded((container, answer) => engine.exec(container, answer)),
		guarded(id => engine.unanswered(id)),
	);
	const engine = readEngineActivity({log, find: known.get, askExec: execs.add});
	const posture = watchPosture(log, store);
	let isSettled = false;
	const update = guarded(() => {
		const changed = known.update();
		const {settled} = fleet.model();
		// The rest of what decides a grade comes last: until then it may only seem worse.
		if (settled) for (const one of isSettled ? changed : known.values()) posture.take(one);
		isSettled = settled;
	});
	const unsubscribe = fleet.subscribe(update);
	update();

	const local = await reader.isLocal();
	const tree = local ? openTree('/') : null;
	const onGap = guarded(() => void store.add(noSubject, {kind: 'lost', source: trusted('engine events'), count: 1}));
	const following = options
		.follow(
			ending.signal,
			guarded(event => engine.take(event)),
			onGap,
		)
		.catch(
			guarded(error => {
				throw error;
			}),
		);

	let trace: TaskTrace | null = null;
	const missing: SafeText[] = [];
	if (tree !== null && journal !== null) {
		const tasks = readTaskActivity({log, tree, find: known.get});
		journal.open();
		const opened = await openTaskTrace({
			tree,
			journal,
			socketPath: reader.socketPath,
			factsOf: id => known.get(id)?.facts ?? null,
			onProgram: tasks.program,
			onCapability: tasks.capability,
		});
		if (opened.known) trace = opened.value;
		else missing.push(missed('capabilities and programs', opened.reason));
	} else missing.push(whyUntraced(local));
	const host = tree === null || journal === null ? null : watchHost({tree, log, find: known.get});

	const sees = [
		trusted('engine events, grades'),
		...(trace === null ? [] : [trusted('capabilities, programs')]),
		...(host === null ? [] : [trusted('sockets, written directories, peaks')]),
	];
	const sink = takeAlerts(log, known.values, (source, count) => void store.add(noSubject, {kind: 'lost', source, count}));
	const alerts = Promise.all([
		options.readAlerts({onLine: guarded(sink.onLine), onLost: guarded(sink.onLost)}, ending.signal),
		followLogs(
			reader,
			known.values,
			options.hasAlerts,
			{...sink, onLine: guarded(sink.onLine)},
			options.onTrouble,
			ending.signal,
		),
	]).catch(
		guarded(error => {
			throw error;
		}),
	);
	// What runs already is followed before the start is reported.
	trace?.look(known.running());
	store.add(noSubject, {kind: 'recorder', state: trusted('started'), sees, missing, learning: options.learning});
	options.onStarted(sees, missing);
	try {
		await loop();
	} finally {
		unsubscribe();
		stop();
		trace?.close();
		await following;
		await alerts;
		await execs.idle();
	}
	if (failure !== null) throw failure;
	engine.flush();
	log.flush();
	store.add(noSubject, {kind: 'recorder', state: trusted('stopped'), sees, missing, learning: options.learning});

	async function loop(): Promise<void> {
		let before = performance.now();
		let next = {second: 0, save: before + saving, lost: before + countingLost};
		let busyUntil = 0;
		while (!ending.signal.aborted) {
			const now = performance.now();
			if (trace !== null) {
				try {
					if (await trace.read()) busyUntil = now + 2 * second;
				} catch (error) {
					if (!isOfSystem(error)) throw error;
					store.add(noSubject, {kind: 'lost', source: safe`the kernel trace broke off: ${errorText(error)}`, count: 1});
					trace.close();
					trace = null;
				}
			}
			if (now >= next.second) {
				next.second = now + second;
				everySecond((now - before) / second);
				before = now;
			}
			if (now >= next.lost) {
				next.lost = now + countingLost;
				noteLost();
			}
			if (now >= next.save) {
				next = {...next, save: now + saving};
				log.flush();
				await store.save();
			}
			const pause = trace === null ? pauses.withoutTrace : now < busyUntil ? pauses.busy : pauses.idle;
			await sleep(pause, undefined, {signal: ending.signal}).catch(() => undefined);
		}
	}

	function everySecond(elapsed: number): void {
		const running = known.running();
		trace?.look(running);
		host?.look(running);
		log.passed(
			[...running.keys()].flatMap(id => known.get(id)?.subject ?? []),
			elapsed,
		);
	}

	function noteLost(): void {
		const events = trace?.lost() ?? 0;
		if (events > 0) store.add(noSubject, {kind: 'lost', source: trusted('the kernel trace'), count: events});
		const asked = execs.lost();
		if (asked > 0) store.add(noSubject, {kind: 'lost', source: trusted('details of execs'), count: asked});
	}
}

const isOfSystem = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

const missed = (what: string, {reason}: BlindSpot): SafeText => safe`${trusted(what)}: ${sanitise(reason)}`;

const whyUntraced = (local: boolean): SafeText =>
	local
		? trusted('capabilities, programs, sockets, written directories and peaks: they need root')
		: trusted('capabilities, programs, sockets, written directories and peaks: the engine is not on this machine');
