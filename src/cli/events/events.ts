import {setTimeout as sleep} from 'node:timers/promises';
import {EngineError, type EngineEvent, type EngineReader, UsageError} from '../../base/index.js';
import {eventLineOf, type RecordedLine, StoreError, type StoreReader} from '../../record/index.js';
import {exitStatus} from '../exit-status.js';
import {parseDuration} from '../hardening/duration.js';
import {openPast, type Past} from '../record/past.js';
import type {Run} from '../run.js';
import {connect} from '../source/connect.js';
import {liveLine} from './event-line.js';
import {type EventOutput, outputOf} from './event-output.js';
import {withoutHealthChecks} from './health-checks.js';
import {readPast, skipPast} from './read-past.js';

/** Milliseconds between two looks at what the recorder has written. */
const pause = 200;

/** What the options ask for. Durations in seconds. */
type Asked = {
	readonly since: number | null;
	readonly follows: boolean;
	readonly limit: number | null;
};

/**
 * `dockscope events`: one line per event from now on, and the alerts of a recorder that runs here. `--since` shows what was recorded instead, and
 * with `--follow` first. `--fail-on` ends with status 1 at the first line of that severity, of the past after all its lines.
 */
export async function events(run: Run): Promise<number> {
	const asked = whatIsAsked(run);
	const isReplayed = run.line.flag('demo') || run.line.value('from') !== null;
	const output = outputOf(run);
	if (!asked.follows && asked.since !== null && !isReplayed) return await showPast(run, asked.since, output);
	const {reader} = await connect(run);
	try {
		if (!reader.replayed) return await follow(run, reader, asked, output);
		// No events is a complete answer, not a failure: scripts get no output, people get the reason.
		const what = run.line.flag('demo') ? 'the demo fleet' : reader.endpoint;
		run.stderr.write(`${what} is recorded: there are no events to follow\n`);
		return exitStatus.done;
	} finally {
		reader.close();
	}
}

/** Only what was recorded, which needs no engine. @throws UsageError for a store that cannot be read */
async function showPast(run: Run, seconds: number, output: EventOutput): Promise<number> {
	let opened: EngineReader | null = null;
	try {
		const past = await pastOf(run, true, async () => {
			opened = (await connect(run)).reader;
			return opened;
		});
		const status = readPast(run, past, seconds, output);
		return output.isMet() ? exitStatus.threshold : status;
	} finally {
		(opened as EngineReader | null)?.close();
	}
}

/** @throws UsageError */
function whatIsAsked({line}: Run): Asked {
	const seconds = (name: 'since' | 'for'): number | null => {
		const text = line.value(name);
		return text === null ? null : parseDuration(`--${name}`, text);
	};
	const asked = {since: seconds('since'), limit: seconds('for')};
	const follows = asked.since === null || line.flag('follow');
	if (asked.limit !== null && !follows)
		throw new UsageError('--for needs --follow where --since is given: without it, only what was recorded is shown.');
	return {...asked, follows};
}

/**
 * The store, of which only what comes is unread if the past was not asked for.
 *
 * @throws UsageError when it was, and cannot be read
 */
async function pastOf(run: Run, isAsked: boolean, open: () => Promise<EngineReader>): Promise<Past | null> {
	try {
		const past = await openPast(run, open);
		if (past !== null && !isAsked) skipPast(past.entries);
		return past;
	} catch (error) {
		if (!(error instanceof StoreError)) throw error;
		if (isAsked) throw new UsageError(error.message, {cause: error});
		run.stderr.write(`alerts of the recorder are not shown: ${error.message}\n`);
		return null;
	}
}

/** The end that was asked for, `--for` or Ctrl-C, may come while it still connects. */
async function* eventsUntil(reader: EngineReader, signal: AbortSignal): AsyncGenerator<EngineEvent> {
	try {
		yield* reader.events({}, signal);
	} catch (error) {
		if (!signal.aborted || !(error instanceof EngineError) || error.kind !== 'cancelled') throw error;
	}
}

async function follow(run: Run, reader: EngineReader, {since, limit}: Asked, output: EventOutput): Promise<number> {
	const past = await pastOf(run, since !== null, async () => reader);
	const pastStatus = since === null ? exitStatus.done : readPast(run, past, since, output);
	if (output.isMet()) return exitStatus.threshold;
	if (output.isGate && past?.isRecording() !== true)
		run.stderr.write('no recorder is running here: only events of the engine are judged\n');
	const ending = new AbortController();
	const end = (): void => ending.abort();
	run.signal.addEventListener('abort', end, {once: true});
	const timer = limit === null ? undefined : setTimeout(end, limit * 1000);
	const take = (line: RecordedLine | null): void => {
		if (ending.signal.aborted) return;
		output.take(line);
		if (output.isMet()) end();
	};
	const ends = limit === null ? 'Ctrl-C stops' : `ends after ${run.line.value('for')}`;
	run.stderr.write(`following ${reader.endpoint}; ${ends}\n`);
	try {
		const alerts =
			past === null ? null : followAlerts(past.entries, ending.signal, take).catch(error => noMoreAlerts(run, error));
		const read = withoutHealthChecks(reader, ending.signal);
		for await (const event of eventsUntil(reader, ending.signal)) {
			const line = await read(event);
			take(line === null ? null : liveLine(line));
		}
		const isAsked = ending.signal.aborted;
		end();
		await alerts;
		if (output.isMet()) return exitStatus.threshold;
		if (run.signal.aborted) return exitStatus.interrupted;
		return isAsked ? pastStatus : exitStatus.engine;
	} finally {
		clearTimeout(timer);
		end();
	}
}

/** Only its alerts: the events are those of the engine. */
async function followAlerts(past: StoreReader, signal: AbortSignal, take: (line: RecordedLine | null) => void): Promise<void> {
	while (!signal.aborted) {
		await sleep(pause, undefined, {signal}).catch(() => undefined);
		for (const entry of past.read()) if (entry.kind === 'detection' || entry.kind === 'alert') take(eventLineOf(entry));
	}
}

/** The engine's events are followed on. */
function noMoreAlerts(run: Run, error: unknown): void {
	if (!(error instanceof StoreError)) throw error;
	run.stderr.write(`alerts of the recorder are no longer shown: ${error.message}\n`);
}
