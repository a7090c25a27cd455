import {setTimeout as sleep} from 'node:timers/promises';
import {type EngineEvent, type EngineFacts, type SafeText, trusted} from '../../base/index.js';
import {createActivityLog} from './activity-log.js';
import {engineIdentity} from './engine-identity.js';
import {firstFailure} from './first-failure.js';
import {interruptiblePause} from './interruptible-pause.js';
import {type KnownContainers, knownContainers} from './known-containers.js';
import type {RecorderOptions} from './recorder-options.js';
import {recordingLoop} from './recording-loop.js';
import {readEngineActivity} from './sources/engine-activity.js';
import {queueExecs} from './sources/exec-queue.js';
import {type AlertSink, followLogs, takeAlerts} from './sources/foreign-alerts.js';
import {type HostSources, openHostSources} from './sources/host-sources.js';
import {lookAgain} from './sources/look-again.js';
import {watchPosture} from './sources/posture.js';
import {noSubject} from './subject.js';

const tenMinutes = 600_000;
/** Milliseconds for which the start waits until events are followed. */
const MAX_OPENING_TIME = 2_000;

type Seen = Pick<HostSources, 'sees' | 'missing'>;
type Guard = ReturnType<typeof firstFailure>['guard'];

/**
 * Records what the containers of an engine do, until the signal is aborted.
 *
 * @throws StoreError when nothing can be written any more
 * @throws JournalError when the kernel trace cannot be recorded in the journal
 */
export async function runRecorder(options: RecorderOptions): Promise<void> {
	const {reader, host: access, fleet, store, journal} = options;
	const ending = new AbortController();
	const {signal} = ending;
	const stop = (): void => ending.abort();
	options.signal.addEventListener('abort', stop, {once: true});
	if (options.signal.aborted) stop();
	const {guard, note, rethrow} = firstFailure(stop);

	const known = knownContainers(fleet, ({subject}) => log.started(subject));
	const log = createActivityLog(store, options.learning, (subject, rule, text) =>
		options.expected(known.get(subject.container), subject, rule, text),
	);
	const execs = queueExecs(
		reader,
		signal,
		guard((container, answer) => engine.exec(container, answer)),
		guard(id => engine.unanswered(id)),
	);
	const engine = readEngineActivity({log, find: known.get, askExec: execs.add});
	const posture = watchPosture({log, store, optionsOf: options.optionsOf});
	const update = guard(modelUpdates(fleet, known, posture));
	const unsubscribe = fleet.subscribe(update);
	update();

	const pause = interruptiblePause(signal);
	const onEvent = guard((event: EngineEvent) => {
		pause.interrupt();
		engine.take(event);
	});
	const onLost = (source: SafeText, count: number): void => void store.add(noSubject, {kind: 'lost', source, count});
	const noteState = (state: 'started' | 'stopped', seen: Seen): void =>
		void store.add(noSubject, {kind: 'recorder', state: trusted(state), ...seen, learning: options.learning});
	const onGap = guard(() => onLost(trusted('engine events'), 1));
	const work: Promise<void>[] = [];
	const run = (one: Promise<void>): void => void work.push(one.catch(note));
	let seen: Seen;
	try {
		const opened = new Promise<void>(resolve => run(options.follow(signal, onEvent, onGap, resolve).finally(resolve)));
		const {trace, host, losses, ...words} = await openHostSources({reader, host: access, journal, log, known, onLost});
		seen = words;
		const alerts = guarded(takeAlerts(log, known.values, onLost, options.positions?.isStored), guard);
		run(options.readAlerts(alerts, signal));
		run(lookAgain(options.refresh, options.refreshEvery ?? tenMinutes, signal));
		run(followLogs(reader, known.values, options.hasAlerts, alerts, options.onTrouble, signal));
		const begin = guard(() => {
			// What runs already is followed before the start is reported.
			trace?.look(known.running());
			noteState('started', seen);
			options.onStarted(seen.sees, seen.missing);
		});
		// A proxy may keep the beginning of an answer until there is an event.
		await Promise.race([opened, sleep(MAX_OPENING_TIME, undefined, {signal, ref: false}).catch(() => undefined)]);
		begin();
		const engineName = (): SafeText => engineIn(fleet.model().engine);
		const {positions} = options;
		await recordingLoop(
			{store, log, known, engine: engineName, posture, trace, host, losses, lostExecs: execs.lost, pause, positions},
			signal,
		);
	} finally {
		unsubscribe();
		stop();
		await Promise.all(work);
		await execs.idle();
	}
	rethrow();
	engine.flush();
	log.flush();
	await options.positions?.save(store.last());
	noteState('stopped', seen);
}

/** Takes what the fleet shows of its containers, each time that it has changed. */
function modelUpdates(
	fleet: RecorderOptions['fleet'],
	known: KnownContainers,
	posture: Pick<ReturnType<typeof watchPosture>, 'take'>,
): () => void {
	let isSettled = false;
	return () => {
		const changed = known.update();
		const {settled} = fleet.model();
		// The rest of what decides a grade comes last: until then it may only seem worse.
		if (settled) posture.take(isSettled ? changed : known.values(), known.values());
		isSettled = settled;
	};
}

/** The same, where what one fails with ends the recording. */
const guarded = (sink: AlertSink, guard: Guard): AlertSink => ({
	onLine: guard(sink.onLine),
	onLost: guard(sink.onLost),
	onRefused: guard(sink.onRefused),
	onGone: guard(sink.onGone),
});

const engineIn = (facts: EngineFacts | null): SafeText => (facts === null ? trusted('') : engineIdentity(facts));
