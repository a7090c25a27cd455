import {ownValue} from '../lib/own-value.js';

/** A TCP socket with which a task begins to listen, or to connect: to this address and port. Port 0: the kernel chooses one to listen on. */
export type TcpEvent = {
	readonly kind: 'tcp';
	readonly pid: number;
	/** Short name of the task. Untrusted. */
	readonly command: string;
	readonly does: 'listen' | 'connect';
	/** As the tables of the kernel show it: `0.0.0.0`, `::`, and `::ffff:10.0.0.1` for IPv4 through a socket of IPv6. */
	readonly address: string;
	readonly port: number;
};

const does: Readonly<Record<string, TcpEvent['does']>> = {TCP_LISTEN: 'listen', TCP_SYN_SENT: 'connect'};

/**
 * `family=AF_INET protocol=IPPROTO_TCP sport=0 dport=80 saddr=… daddr=… saddrv6=… daddrv6=::ffff:10.0.0.1 oldstate=TCP_CLOSE newstate=TCP_SYN_SENT`
 *
 * @returns `null` for any other change of a state
 * @source include/trace/events/sock.h
 */
export function parseTcp(fields: string, pid: number, command: string): TcpEvent | null {
	const [, family, sport, dport, from = '', to = '', state = ''] =
		/^family=(AF_INET6?) \S+ sport=(\d+) dport=(\d+) .* saddrv6=([\da-f:.]+) daddrv6=([\da-f:.]+) \S+ newstate=(\w+)$/.exec(
			fields,
		) ?? [];
	const what = ownValue(does, state);
	if (what === undefined) return null;
	const address = what === 'listen' ? from : to;
	const plain = family === 'AF_INET' ? address.replace(/^::ffff:/, '') : address;
	return {kind: 'tcp', pid, command, does: what, address: plain, port: Number(what === 'listen' ? sport : dport)};
}
