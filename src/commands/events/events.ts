import {setTimeout as sleep} from 'node:timers/promises';
import type {EngineReader} from '../../engine/engine-reader.js';
import {type EventLine, readEvent} from '../../recorder/events/event-meaning.js';
import {eventLineOf} from '../../recorder/events/recorded-line.js';
import type {StoreReader} from '../../recorder/store/read-store.js';
import {StoreError} from '../../recorder/store/store-error.js';
import {inLetters} from '../../reports/table.js';
import {safeJson} from '../../terminal/safe-json.js';
import {UsageError} from '../../terminal/usage-error.js';
import {exitStatus} from '../exit-status.js';
import {parseDuration} from '../hardening/duration.js';
import {openPast} from '../record/past.js';
import type {Run} from '../run.js';
import {connect} from '../source/connect.js';
import {tableStyle} from '../table-style.js';

/** Milliseconds between two looks at what the recorder has written. */
const pause = 500;

/**
 * `dockscope events`: one line per event from now on, until interrupted, and the alerts of a recorder that runs here; `--format json` writes one
 * object per line, and `--since` first shows what was recorded. A recorded fleet has none.
 */
export async function events(run: Run): Promise<number> {
	const since = run.line.value('since');
	const seconds = since === null ? null : parseDuration('--since', since);
	const {reader} = await connect(run);
	if (reader.replayed) {
		// No events is a complete answer, not a failure: scripts get no output, people get the reason.
		const what = run.line.flag('demo') ? 'the demo fleet' : reader.endpoint;
		run.stderr.write(`${what} is recorded: there are no events to follow\n`);
		reader.close();
		return exitStatus.done;
	}
	const format = run.line.value('format') ?? 'text';
	const style = tableStyle(run);
	const print = (line: EventLine): void => void run.stdout.write(`${inLetters(eventText(line, format), style)}\n`);
	const ending = new AbortController();
	run.signal.addEventListener('abort', () => ending.abort(), {once: true});
	try {
		const past = pastOf(run, seconds !== null);
		const isAfter = seconds === null ? () => false : (at: number) => at >= Date.now() - seconds * 1000;
		if (past !== null) for (const entry of past.read()) if (isAfter(entry.at)) printRecorded(eventLineOf(entry), print);
		run.stderr.write(`following ${reader.endpoint}; Ctrl-C stops\n`);
		const alerts = past === null ? null : followAlerts(past, ending.signal, print).catch(error => noMoreAlerts(run, error));
		await followEngine(reader, run.signal, print);
		ending.abort();
		await alerts;
	} finally {
		ending.abort();
		reader.close();
	}
	return run.signal.aborted ? exitStatus.interrupted : exitStatus.engine;
}

const printRecorded = (line: EventLine | null, print: (line: EventLine) => void): void => {
	if (line !== null) print(line);
};

/** @throws UsageError when the past was asked for, and cannot be read */
function pastOf(run: Run, isAsked: boolean): StoreReader | null {
	try {
		const past = openPast(run);
		if (past === null && isAsked) run.stderr.write('nothing was recorded: dockscope record does\n');
		return past;
	} catch (error) {
		if (!(error instanceof StoreError)) throw error;
		if (isAsked) throw new UsageError(error.message, {cause: error});
		run.stderr.write(`alerts of the recorder are not shown: ${error.message}\n`);
		return null;
	}
}

async function followEngine(reader: EngineReader, signal: AbortSignal, print: (line: EventLine) => void): Promise<void> {
	for await (const event of reader.events({}, signal)) print(readEvent(event));
}

/** Only its alerts: the events are those of the engine. */
async function followAlerts(past: StoreReader, signal: AbortSignal, print: (line: EventLine) => void): Promise<void> {
	while (!signal.aborted) {
		await sleep(pause, undefined, {signal}).catch(() => undefined);
		for (const entry of past.read())
			if (entry.kind === 'detection' || entry.kind === 'alert') printRecorded(eventLineOf(entry), print);
	}
}

/** The engine's events are followed on. */
function noMoreAlerts(run: Run, error: unknown): void {
	if (!(error instanceof StoreError)) throw error;
	run.stderr.write(`alerts of the recorder are no longer shown: ${error.message}\n`);
}

function eventText(line: EventLine, format: string): string {
	return format === 'json' ? safeJson(JSON.stringify(line)) : text(line);
}

function text({at, type, action, name, severity, meaning, detail}: EventLine): string {
	const more = [detail, meaning].filter(part => part !== null).join(' · ');
	return `${at.slice(0, 19)}Z  ${severity.padEnd(8)}  ${type} ${action}  ${name}${more === '' ? '' : `  ${more}`}`;
}
