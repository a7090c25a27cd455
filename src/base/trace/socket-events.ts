import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import {errorText} from '../text/error-text.js';
import type {TracedEvent} from './capability-events.js';

/**
 * Enables the tracepoint that shows TCP sockets as they begin to listen or to connect: it costs nothing but at the changes of a socket's state.
 * UDP has none.
 *
 * @param root  of tracefs
 * @param enable  the events in the instance of the trace
 * @source include/net/tcp_states.h: TCP_SYN_SENT is 2, TCP_LISTEN 10; protocol 132 is SCTP
 */
export function watchTcp(root: string, enable: (events: readonly TracedEvent[]) => void): Known<true> {
	const states = 'sock/inet_sock_set_state';
	if (!existsSync(join(root, 'events', states)))
		return unknown('trace', 'the kernel has no tracepoint sock:inet_sock_set_state (Linux 4.16)');
	try {
		enable([{path: states, filter: '(newstate == 2 || newstate == 10) && protocol != 132'}]);
		return known(true);
	} catch (error) {
		return unknown('trace', `tracefs failed: ${errorText(error)}`);
	}
}
