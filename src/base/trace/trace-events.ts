import {type Capability, capabilityNames} from '../facts/capability-names.js';
import type {ConnectEvent} from './connect-lines.js';
import type {TracedCall} from './deciding-checks.js';
import {parseTcp, type TcpEvent} from './socket-lines.js';
import type {StackReason} from './stack-lines.js';

/** One relevant line of a tracefs buffer. */
export type TraceEvent =
	| {readonly kind: 'fork'; readonly parent: number; readonly child: number}
	| {readonly kind: 'exec'; readonly pid: number; readonly file: string}
	/** Written by dockscope: what follows belongs to another phase of this process. */
	| {readonly kind: 'mark'; readonly pid: number; readonly phase: string}
	| ConnectEvent
	| TcpEvent
	| CheckEvent;

export type CheckEvent = {
	readonly kind: 'check';
	readonly pid: number;
	readonly command: string;
	/** Pointer to the checked credentials: equal pointers are equal credentials. */
	readonly credentials: string;
	readonly capability: Capability;
	readonly granted: boolean;
	/** Address of the user namespace of these credentials; `null` where it was denied, and before Linux 6.14. */
	readonly namespace: string | null;
	/** The traced system call in which it was made; `null` outside of those, and where calls are not traced. */
	readonly within: TracedCall | null;
	/** Why the kernel asked, by its stack; `null` where there is none. */
	readonly reason: StackReason | null;
};

/** Names of dockscope's probes: the request to `cap_capable`, and its result if that was yes. */
export const entryEvent = 'dockscope_asks';
export const resultEvent = 'dockscope_granted';

/** The event in the fields of its line; `null` for any other. */
export function parseFields(
	event: string,
	fields: string,
	pid: number,
	command: string,
	within: TracedCall | null,
): TraceEvent | null {
	switch (event) {
		case 'sched_process_fork': {
			const [, parent, child] = /(?:^| )pid=(\d+) .*child_pid=(\d+)/.exec(fields) ?? [];
			return parent === undefined ? null : {kind: 'fork', parent: Number(parent), child: Number(child)};
		}
		case 'sched_process_exec': {
			const [, file, who] = /(?:^| )filename=(.*) pid=(\d+) old_pid=\d+$/s.exec(fields) ?? [];
			return file === undefined ? null : {kind: 'exec', pid: Number(who), file};
		}
		case 'tracing_mark_write': {
			const [, who, phase] = /^dockscope (\d+) (\w+)$/.exec(fields.trim()) ?? [];
			return phase === undefined ? null : {kind: 'mark', pid: Number(who), phase};
		}
		case 'inet_sock_set_state':
			return parseTcp(fields, pid, command);
		case 'cap_capable': {
			const [, credentials = '', where = '', number, result] =
				/cred (\S+?),.*capable_ns (\S+?), cap (\d+), ret (-?\d+)/.exec(fields) ?? [];
			const granted = result === '0';
			return check({pid, command, credentials, granted, namespace: granted ? where : null, within, reason: null}, number);
		}
		case entryEvent: {
			const [, credentials = '', number] = / cred=(\S+) cap=(\d+)/.exec(fields) ?? [];
			const asked = check({pid, command, credentials, granted: false, namespace: null, within, reason: null}, number);
			// The filter of the probe leaves out those of mmap(2).
			return asked?.capability === 'SYS_ADMIN' ? {...asked, within: {name: 'administer', value: null}} : asked;
		}
		default:
			return null;
	}
}

function check(parts: Omit<CheckEvent, 'kind' | 'capability'>, number: string | undefined): CheckEvent | null {
	const capability = capabilityNames[Number(number)];
	return capability === undefined ? null : {kind: 'check', ...parts, capability};
}
