import type {Capability} from '../facts/capability-names.js';
import {parseCall} from './call-lines.js';
import {connectLines} from './connect-lines.js';
import type {TracedCall} from './deciding-checks.js';
import {stackLines} from './stack-lines.js';
import {type CheckEvent, entryEvent, parseFields, resultEvent, type TraceEvent} from './trace-events.js';

/** The text written into a trace to separate its phases. */
export const markText = (pid: number, phase: string): string => `dockscope ${pid} ${phase}`;

/** The name of a task is 15 bytes, padded to 16. @source kernel/trace/trace_output.c, TASK_COMM_LEN */
const line = /^ *(\S.{0,15})-(\d+)\s+(?:\[\d+\]\s+)?\S+\s+[\d.]+: (\w+): (.*)$/;

/** Parses the text of a tracefs `trace` file. */
export function parseTrace(text: string): TraceEvent[] {
	const lines = traceLines();
	return [...lines.take(`${text}\n`), ...lines.end()];
}

/** Bytes of a path. @source limits.h, PATH_MAX */
const MAX_PATH_LENGTH = 4096;
/** Tasks with a check whose result is awaited, and with a call that has not returned. */
const MAX_ASKED = 4096;

/**
 * Parses the text of `trace` or `trace_pipe` as it arrives: forks, execs, marks, capability checks, sockets and connections that were made;
 * everything else is skipped. A check seen by probes is two lines of the same task, the second of which is there when it was granted: it is returned with its result, or with the
 * next event of its task.
 *
 * The kernel prints paths as they are. One with a line break could pretend to be other events: an exec that does not end with its task's
 * number continues on the next line.
 *
 * @source kernel Documentation/trace/{ftrace,kprobetrace}.rst; include/trace/events/{sched,capability}.h
 */
export function traceLines() {
	let rest = '';
	const execs = execLines();
	const asked = awaitedChecks();
	const calls = new Map<number, TracedCall>();
	const connects = connectLines();
	const stacks = stackLines();
	let withStack: ReadonlySet<Capability> = new Set();

	function parseLine(one: string, events: TraceEvent[]): void {
		if (execs.isOpen()) {
			execs.goOn(one, events);
			return;
		}
		if (stacks.continues(one)) return;
		finishStack(events);
		if (stacks.begins(one)) return;
		const called = parseCall(one);
		if (called !== null) {
			calls.delete(called.pid);
			// One that is killed in its call never returns.
			if (called.call !== null && calls.size < MAX_ASKED) calls.set(called.pid, called.call);
			return;
		}
		const connected = connects.take(one);
		if (connected !== null) events.push(connected);
		const [, command = '', id = '', event = '', fields = ''] = line.exec(one) ?? [];
		const pid = Number(id);
		if (event === 'sched_process_exec') {
			asked.end(pid, events);
			execs.begin({pid, command, fields}, events);
			return;
		}
		if (event === resultEvent) {
			asked.end(pid, events, {granted: true});
			return;
		}
		const parsed = parseFields(event, fields, pid, command, calls.get(pid) ?? null);
		if (parsed === null) return;
		if (parsed.kind === 'fork') calls.delete(parsed.child);
		asked.end(pid, events);
		if (parsed.kind !== 'check' || (event !== entryEvent && !hasStack(parsed))) events.push(parsed);
		else asked.add(parsed, events);
	}

	/** With the tracepoint, a stack comes after the check that it belongs to. */
	const hasStack = ({granted, capability}: CheckEvent): boolean => granted && withStack.has(capability);
	function finishStack(events: TraceEvent[]): void {
		const stack = stacks.finish();
		if (stack !== null) asked.end(stack.pid, events, {reason: stack.reason});
	}

	return {
		/** The events of all complete lines. */
		take(text: string): TraceEvent[] {
			const events: TraceEvent[] = [];
			const lines = (rest + text).split('\n');
			rest = lines.pop() ?? '';
			for (const one of lines) parseLine(one, events);
			return events;
		},
		/** From now on granted checks of these capabilities have stacks. */
		expectStacks(capabilities: ReadonlySet<Capability>): void {
			withStack = capabilities;
		},
		/** Checks without a result, which were denied, or without the stack that was expected. */
		end(): TraceEvent[] {
			const events: TraceEvent[] = [];
			finishStack(events);
			asked.endAll(events);
			return events;
		},
	};
}

/** Checks whose result or stack is awaited, one of each task. What each operation ends is added to the events. */
function awaitedChecks() {
	const asked = new Map<number, CheckEvent>();
	return {
		/** @param more  what is known of it now */
		end(pid: number, events: TraceEvent[], more: Partial<Pick<CheckEvent, 'granted' | 'reason'>> = {}): void {
			const check = asked.get(pid);
			if (check === undefined) return;
			asked.delete(pid);
			events.push({...check, ...more});
		},
		/** Gives up the first where there are too many. */
		add(check: CheckEvent, events: TraceEvent[]): void {
			asked.set(check.pid, check);
			const [first] = asked;
			if (asked.size <= MAX_ASKED || first === undefined) return;
			asked.delete(first[0]);
			events.push(first[1]);
		},
		endAll(events: TraceEvent[]): void {
			events.push(...asked.values());
			asked.clear();
		},
	};
}

type ExecLine = {readonly pid: number; readonly command: string; fields: string};

/** The lines of one exec: several where its path has line breaks. Its event is added once it is whole. */
function execLines() {
	let open: ExecLine | null = null;

	function endIfWhole(exec: ExecLine, events: TraceEvent[]): void {
		if (!endsWithTask(exec.fields, exec.pid)) return;
		open = null;
		const parsed = parseFields('sched_process_exec', exec.fields, exec.pid, exec.command, null);
		if (parsed !== null) events.push(parsed);
	}

	return {
		isOpen: (): boolean => open !== null,
		begin(exec: ExecLine, events: TraceEvent[]): void {
			open = exec;
			endIfWhole(exec, events);
		},
		goOn(one: string, events: TraceEvent[]): void {
			if (open === null) return;
			open.fields += `\n${one}`;
			endIfWhole(open, events);
			if (open !== null && open.fields.length > 2 * MAX_PATH_LENGTH) open = null;
		},
	};
}

const endsWithTask = (fields: string, pid: number): boolean => /pid=(\d+) old_pid=\d+$/.exec(fields)?.[1] === String(pid);
