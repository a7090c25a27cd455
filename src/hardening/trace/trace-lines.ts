import {type Capability, capabilityNames} from '../../facts/capability-names.js';

/** One line of a tracefs buffer that matters to us. */
export type TraceEvent =
	| {readonly kind: 'fork'; readonly parent: number; readonly child: number}
	| {readonly kind: 'exec'; readonly pid: number; readonly file: string}
	| {
			readonly kind: 'check';
			readonly pid: number;
			readonly command: string;
			/** Pointer of the credentials that were checked: equal pointers are equal credentials. */
			readonly credentials: string;
			readonly capability: Capability;
			readonly granted: boolean;
	  };

const line = /^\s*(.+)-(\d+)\s+(?:\[\d+\]\s+)?\S+\s+[\d.]+: (\w+): (.*)$/;

/**
 * Reads the text of a tracefs `trace` file: forks, execs and capability checks; everything else is skipped.
 * @source kernel Documentation/trace/ftrace.rst; include/trace/events/{sched,capability}.h
 */
export function parseTrace(text: string): TraceEvent[] {
	return text.split('\n').flatMap((one): TraceEvent[] => {
		const [, command = '', pid = '', event = '', fields = ''] = line.exec(one) ?? [];
		if (event === 'sched_process_fork') {
			const [, parent, child] = /(?:^| )pid=(\d+) .*child_pid=(\d+)/.exec(fields) ?? [];
			return parent === undefined ? [] : [{kind: 'fork', parent: Number(parent), child: Number(child)}];
		}
		if (event === 'sched_process_exec') {
			const [, file, who] = /filename=(.*) pid=(\d+) old_pid/.exec(fields) ?? [];
			return file === undefined ? [] : [{kind: 'exec', pid: Number(who), file}];
		}
		if (event !== 'cap_capable') return [];
		const [, credentials = '', number, result] = /cred (\S+?),.*cap (\d+), ret (-?\d+)/.exec(fields) ?? [];
		const capability = capabilityNames[Number(number)];
		return capability === undefined
			? []
			: [{kind: 'check', pid: Number(pid), command, credentials, capability, granted: result === '0'}];
	});
}
