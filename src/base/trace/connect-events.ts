import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import {errorText} from '../text/error-text.js';
import type {TracedEvent} from './capability-events.js';
import {connectedEvent, connectsEvent} from './connect-lines.js';
import {addProbes, canProbe, probeEvent} from './kernel-probes.js';

/** `slowsCalls`: every system call of the host takes longer while they are enabled. */
type ConnectEvents = {readonly events: readonly TracedEvent[]; readonly slowsCalls: boolean};

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
function connectEvents(root: string, name: string): Known<ConnectEvents> {
	const refused = !canProbe(root)
		? 'the kernel has no kprobe events (CONFIG_KPROBE_EVENTS)'
		: addProbes(root, name, {
				function: 'unix_stream_connect',
				entry: [connectsEvent, 'length=$arg3:s32 name=+2($arg2):x64[14]'],
				result: connectedEvent,
			});
	if (refused === null)
		return known({
			events: [
				{path: probeEvent(name, connectsEvent), filter: ''},
				{path: probeEvent(name, connectedEvent), filter: 'ret == 0'},
			],
			slowsCalls: false,
		});
	const calls = ['exit', 'enter'].map(side => `syscalls/sys_${side}_connect`);
	if (!calls.every(path => existsSync(join(root, 'events', path))))
		return unknown('trace', `${refused}, and no tracepoints of system calls (CONFIG_FTRACE_SYSCALLS)`);
	return known({events: calls.map(path => ({path, filter: path.includes('exit') ? 'ret == 0' : ''})), slowsCalls: true});
}

/**
 * Begins to show connections at once where that costs nothing else, else when it is started.
 *
 * @param enable  the events in the instance of the trace
 */
export function watchConnects(
	root: string,
	name: string,
	enable: (events: readonly TracedEvent[]) => void,
): Known<{start(): void}> {
	const connects = connectEvents(root, name);
	if (!connects.known) return connects;
	let isOn = false;
	const start = (): void => {
		if (!isOn) enable(connects.value.events);
		isOn = true;
	};
	try {
		if (!connects.value.slowsCalls) start();
	} catch (error) {
		return unknown('trace', `tracefs failed: ${errorText(error)}`);
	}
	return known({start});
}
