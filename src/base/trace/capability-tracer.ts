import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import type {Journal} from '../ownership/journal.js';
import {errorText} from '../text/error-text.js';
import type {TraceEvent} from './trace-events.js';
import {type FollowedTasks, openTraceInstance, type ProcessList} from './trace-instance.js';
import {markText, parseTrace} from './trace-lines.js';

export type CapabilityTracer = {
	/** The followed tasks, each with its process. */
	readonly tasks: FollowedTasks;
	/** By `ownUserNamespace`. */
	readonly namespace: string | null;
	/** Everything seen so far. On a busy host this is a lot of text: call it once. */
	events(): TraceEvent[];
	/** From now on the process is in this phase. */
	mark(pid: number, phase: string): void;
	/** Events that did not fit in the buffer, or that a probe missed: the trace may be incomplete. */
	lost(): number;
	close(): void;
};

/** For each processor: the events of a whole trial are kept. */
const bufferKb = 8192;

/**
 * Starts to record capability checks, forks and execs of the given processes and all their children, to be read at the end.
 *
 * @param journal  records the name of the instance before it is created
 * @throws JournalError
 */
export async function traceCapabilities(
	what: string,
	list: ProcessList,
	journal: Pick<Journal, 'intend' | 'settled'>,
): Promise<Known<CapabilityTracer>> {
	const opened = await openTraceInstance(what, list, {bufferKb, stacks: false}, journal);
	if (!opened.known) return opened;
	const {path, tasks, namespace, watchCalls, lost, close} = opened.value;
	try {
		watchCalls();
	} catch (error) {
		close();
		return unknown('trace', `tracefs failed: ${errorText(error)}`);
	}
	return known({
		tasks,
		namespace,
		// Tracefs may have been unmounted meanwhile: then everything counts as lost.
		events: () => (existsSync(path) ? parseTrace(readFileSync(join(path, 'trace'), 'utf8')) : []),
		mark(pid, phase) {
			if (existsSync(path)) writeFileSync(join(path, 'trace_marker'), markText(pid, phase));
		},
		lost,
		close,
	});
}
