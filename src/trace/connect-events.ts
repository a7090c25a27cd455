import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import type {TracedEvent} from './capability-events.js';
import {connectedEvent, connectsEvent} from './connect-lines.js';
import {addProbes, canProbe, probeEvent} from './kernel-probes.js';

/**
 * The events that a trace instance enables to see which unix sockets its tasks connect to: probes on the kernel's function, which has the
 * address where the task can no longer change it. A kernel without kprobes has only the system call, and shows of the address how long it is.
 *
 * The address is fetched as numbers: a text could have line breaks in it and pretend to be other events. 14 words of it are the 108 bytes of
 * the longest path, from a copy of 128 bytes.
 *
 * @param root  of tracefs
 * @param name  of the trace; must be unique
 * @source net/unix/af_unix.c `unix_stream_connect(sock, addr, addr_len, flags)`, of streams and of SOCK_SEQPACKET; net/socket.c `__sys_connect`
 */
export function connectEvents(root: string, name: string): Known<readonly TracedEvent[]> {
	const refused = !canProbe(root)
		? 'the kernel has no kprobe events (CONFIG_KPROBE_EVENTS)'
		: addProbes(root, name, {
				function: 'unix_stream_connect',
				entry: [connectsEvent, 'length=$arg3:s32 name=+2($arg2):x64[14]'],
				result: connectedEvent,
			});
	if (refused === null)
		return known([
			{path: probeEvent(name, connectsEvent), filter: ''},
			{path: probeEvent(name, connectedEvent), filter: 'ret == 0'},
		]);
	const calls = ['exit', 'enter'].map(side => `syscalls/sys_${side}_connect`);
	if (!calls.every(path => existsSync(join(root, 'events', path))))
		return unknown('trace', `${refused}, and no tracepoints of system calls (CONFIG_FTRACE_SYSCALLS)`);
	return known(calls.map(path => ({path, filter: path.includes('exit') ? 'ret == 0' : ''})));
}
