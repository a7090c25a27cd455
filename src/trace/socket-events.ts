import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import {errorText} from '../terminal/error-text.js';
import type {TracedEvent} from './capability-events.js';
import {addProbes, canProbe, probeEvent} from './kernel-probes.js';
import {udpEvent} from './socket-lines.js';

/** TCP sockets of its tasks that begin to listen or to connect are seen. @see udp  and that a UDP socket is given a port */
export type SocketEvents = {readonly udp: boolean};

/**
 * The events that a trace instance enables to see sockets: for TCP the tracepoint of Linux 4.16 and later, which costs nothing but at the changes
 * of a socket's state; for UDP, which has none, a probe on the function that gives a socket its port.
 *
 * @param root  of tracefs
 * @param name  of the trace; must be unique
 * @param enable  the events in the instance of the trace
 * @source include/net/tcp_states.h: TCP_SYN_SENT is 2, TCP_LISTEN 10; protocol 132 is SCTP; net/ipv4/udp.c `udp_lib_get_port`, of IPv6 too
 */
export function watchSockets(root: string, name: string, enable: (events: readonly TracedEvent[]) => void): Known<SocketEvents> {
	const states = 'sock/inet_sock_set_state';
	if (!existsSync(join(root, 'events', states)))
		return unknown('trace', 'the kernel has no tracepoint sock:inet_sock_set_state (Linux 4.16)');
	try {
		enable([{path: states, filter: '(newstate == 2 || newstate == 10) && protocol != 132'}]);
		const udp =
			canProbe(root) && addProbes(root, name, {function: 'udp_lib_get_port', entry: [udpEvent, ''], result: null}) === null;
		if (udp) enable([{path: probeEvent(name, udpEvent), filter: ''}]);
		return known({udp});
	} catch (error) {
		return unknown('trace', `tracefs failed: ${errorText(error)}`);
	}
}
