import type {Protocol} from './protocol.js';
import {databases} from './protocols/databases.js';
import {infrastructure} from './protocols/infrastructure.js';
import {mailAndFiles} from './protocols/mail-and-files.js';
import {messaging} from './protocols/messaging.js';
import {web} from './protocols/web.js';

/**
 * Openings that any server of the protocol answers and that change nothing. A silent port is tried in this order.
 * @source the RFC or the documentation of each protocol, or as named with its dialogue
 */
export const protocols: readonly Protocol[] = [...web, ...databases, ...messaging, ...infrastructure, ...mailAndFiles];

/** Ports of protocols in which no server ever replies: probing shows only whether they are open. */
export const silentPorts: ReadonlyMap<string, string> = new Map([
	...(['udp/514', 'tcp/514', 'tcp/601', 'udp/5514'] as const).map(port => [port, 'syslog'] as const),
	['udp/8125', 'StatsD'],
	['tcp/2003', 'Graphite'],
	['udp/2003', 'Graphite'],
	['udp/25826', 'collectd'],
	['udp/2055', 'NetFlow'],
]);
