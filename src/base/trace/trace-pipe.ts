import {closeSync, constants, openSync, readSync} from 'node:fs';
import {cpus} from 'node:os';
import {join} from 'node:path';
import {StringDecoder} from 'node:string_decoder';
import {type Known, known, unknown} from '../answers/index.js';
import {hasCode} from '../lib/has-code.js';
import type {Journal} from '../ownership/journal.js';
import {errorText} from '../text/error-text.js';
import {ofFiles} from './file-checks.js';
import type {TraceEvent} from './trace-events.js';
import {openTraceInstance, type ProcessList, type TraceInstance} from './trace-instance.js';
import {traceLines} from './trace-lines.js';

/** A trace that is read while it is written, so that its length is not limited by the kernel's buffer. */
export type TracePipe = Pick<
	TraceInstance,
	'tasks' | 'namespace' | 'follow' | 'watchCalls' | 'watchConnects' | 'watchTcp' | 'lost' | 'close'
> & {
	/** What was recorded since the last call. Never waits. @throws when the kernel takes the trace away */
	read(): TraceEvent[];
	/** Checks whose result has not come: to be called at the end. */
	end(): TraceEvent[];
};

/**
 * For each processor 8 MB, as Falco has: some 25,000 checks with their stacks, or 150,000 without, which a machine at work may make before this
 * program gets its turn. Less where there are many.
 */
const bufferKb = Math.max(512, Math.min(8192, Math.floor(65_536 / Math.max(1, cpus().length))));
/** Bytes that one call reads at most, so that a busy container cannot keep this program from doing anything else. */
const MAX_AT_ONCE = 4 << 20;

/** Starts to record the same as `traceCapabilities`, to be read as it happens. @throws JournalError */
export async function traceAsItHappens(
	what: string,
	list: ProcessList,
	journal: Pick<Journal, 'intend' | 'settled'>,
): Promise<Known<TracePipe>> {
	const opened = await openTraceInstance(what, list, {bufferKb, stacks: true}, journal);
	if (!opened.known) return opened;
	const {path, tasks, namespace, hasStacks, follow, watchCalls, watchConnects, watchTcp, lost, close} = opened.value;
	let pipe: number;
	try {
		pipe = openSync(join(path, 'trace_pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
	} catch (error) {
		close();
		return unknown('trace', `tracefs failed: ${errorText(error)}`);
	}
	const lines = traceLines();
	if (hasStacks) lines.expectStacks(ofFiles);
	const decoder = new StringDecoder('utf8');
	const chunk = Buffer.allocUnsafe(64 * 1024);
	return known({
		tasks,
		namespace,
		follow,
		watchCalls,
		watchConnects,
		watchTcp,
		lost,
		read() {
			const events: TraceEvent[] = [];
			for (let read = 0; read < MAX_AT_ONCE; ) {
				const length = readNow(pipe, chunk);
				if (length === 0) break;
				read += length;
				for (const event of lines.take(decoder.write(chunk.subarray(0, length)))) events.push(event);
			}
			return events;
		},
		end: lines.end,
		close() {
			closeSync(pipe);
			close();
		},
	});
}

/** 0 when there is nothing to read now. */
function readNow(pipe: number, chunk: Buffer): number {
	try {
		return readSync(pipe, chunk);
	} catch (error) {
		if (hasCode(error, 'EAGAIN', 'EINTR')) return 0;
		throw error;
	}
}
