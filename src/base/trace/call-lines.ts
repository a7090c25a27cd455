import {ownValue} from '../lib/own-value.js';
import type {TracedCall} from './deciding-checks.js';

/** The system calls that are traced, below `events/syscalls/sys_enter_…`, and what they are. A kernel may lack some. */
export const tracedCalls: Readonly<Record<string, TracedCall['name']>> = {
	setuid: 'setuid',
	setgid: 'setgid',
	capset: 'capset',
	chmod: 'chmod',
	fchmod: 'chmod',
	fchmodat: 'chmod',
	fchmodat2: 'chmod',
	bpf: 'administer',
	fsmount: 'administer',
	fsopen: 'administer',
	mount: 'administer',
	mount_setattr: 'administer',
	move_mount: 'administer',
	open_tree: 'administer',
	perf_event_open: 'administer',
	pivot_root: 'administer',
	quotactl: 'administer',
	setdomainname: 'administer',
	sethostname: 'administer',
	setns: 'administer',
	swapoff: 'administer',
	swapon: 'administer',
	umount: 'administer',
	unshare: 'administer',
};

/** `name-123 [000] ..... 1.5: sys_chmod(filename: 0x7f00, mode: 0x1a4)`, `…: sys_chmod -> 0x0`. @source kernel/trace/trace_syscalls.c */
const line = /^ *\S.{0,15}-(\d+)\s+(?:\[\d+\]\s+)?\S+\s+[\d.]+: sys_(\w+)(?:\((.*)\)| -> \S+)$/;

/** A call that begins, or with `call: null` one that has returned; `null` for any other line. */
export function parseCall(text: string): {readonly pid: number; readonly call: TracedCall | null} | null {
	// Most lines are of other events.
	const [, pid, name = '', parameters] = (text.includes(': sys_') && line.exec(text)) || [];
	const known = ownValue(tracedCalls, name);
	if (pid === undefined || known === undefined) return null;
	return {pid: Number(pid), call: parameters === undefined ? null : {name: known, value: valueIn(parameters)}};
}

/** At the end, since a name before it may hold anything. */
function valueIn(parameters: string): number | null {
	const [, value] = /(?:^|, )(?:[ug]id|mode): (0x[\da-f]{1,16}|0)(?:, flags: (?:0x[\da-f]+|0))?$/.exec(parameters) ?? [];
	return value === undefined ? null : Number(value);
}
