import {type Capability, capabilityNames} from '../../facts/capability-names.js';

/** One relevant line of a tracefs buffer. */
export type TraceEvent =
	| {readonly kind: 'fork'; readonly parent: number; readonly child: number}
	| {readonly kind: 'exec'; readonly pid: number; readonly file: string}
	/** Written by dockscope: what follows belongs to another phase of this process. */
	| {readonly kind: 'mark'; readonly pid: number; readonly phase: string}
	| CheckEvent;

type CheckEvent = {
	readonly kind: 'check';
	readonly pid: number;
	readonly command: string;
	/** Pointer to the checked credentials: equal pointers are equal credentials. */
	readonly credentials: string;
	readonly capability: Capability;
	readonly granted: boolean;
};

/** The text written into a trace to separate its phases. */
export const markText = (pid: number, phase: string): string => `dockscope ${pid} ${phase}`;

/** Names of dockscope’s probes: the request to `cap_capable`, and its result if that was yes. */
export const entryEvent = 'dockscope_asks';
export const resultEvent = 'dockscope_granted';

/** The name of a task is 15 bytes, padded to 16. @source kernel/trace/trace_output.c, TASK_COMM_LEN */
const line = /^ *(\S.{0,15}?)-(\d+)\s+(?:\[\d+\]\s+)?\S+\s+[\d.]+: (\w+): (.*)$/;

/**
 * Parses the text of a tracefs `trace` file: forks, execs, marks and capability checks; everything else is skipped. A check seen by
 * probes is two lines of the same task, the second of which is there when it was granted.
 * @source kernel Documentation/trace/{ftrace,kprobetrace}.rst; include/trace/events/{sched,capability}.h
 */
export function parseTrace(text: string): TraceEvent[] {
	const events: TraceEvent[] = [];
	/** Index of each task's last check without a result. */
	const asked = new Map<number, number>();
	for (const one of text.split('\n')) {
		const [, command = '', id = '', event = '', fields = ''] = line.exec(one) ?? [];
		const pid = Number(id);
		if (event === resultEvent) {
			const at = asked.get(pid);
			const check = at === undefined ? undefined : events[at];
			if (at !== undefined && check?.kind === 'check') events[at] = {...check, granted: true};
			asked.delete(pid);
			continue;
		}
		const parsed = parseFields(event, fields, pid, command);
		if (parsed === null) continue;
		if (event === entryEvent) asked.set(pid, events.length);
		events.push(parsed);
	}
	return events;
}

function parseFields(event: string, fields: string, pid: number, command: string): TraceEvent | null {
	switch (event) {
		case 'sched_process_fork': {
			const [, parent, child] = /(?:^| )pid=(\d+) .*child_pid=(\d+)/.exec(fields) ?? [];
			return parent === undefined ? null : {kind: 'fork', parent: Number(parent), child: Number(child)};
		}
		case 'sched_process_exec': {
			const [, file, who] = /(?:^| )filename=(.*) pid=(\d+) old_pid=\d+$/.exec(fields) ?? [];
			return file === undefined ? null : {kind: 'exec', pid: Number(who), file};
		}
		case 'tracing_mark_write': {
			const [, who, phase] = /^dockscope (\d+) (\w+)$/.exec(fields.trim()) ?? [];
			return phase === undefined ? null : {kind: 'mark', pid: Number(who), phase};
		}
		case 'cap_capable': {
			const [, credentials = '', number, result] = /cred (\S+?),.*cap (\d+), ret (-?\d+)/.exec(fields) ?? [];
			return check(pid, command, credentials, number, result === '0');
		}
		case entryEvent: {
			const [, credentials = '', number] = / cred=(\S+) cap=(\d+)/.exec(fields) ?? [];
			return check(pid, command, credentials, number, false);
		}
		default:
			return null;
	}
}

function check(
	pid: number,
	command: string,
	credentials: string,
	number: string | undefined,
	granted: boolean,
): CheckEvent | null {
	const capability = capabilityNames[Number(number)];
	return capability === undefined ? null : {kind: 'check', pid, command, credentials, capability, granted};
}
