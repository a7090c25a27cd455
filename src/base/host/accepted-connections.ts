import type {HostTree} from './host-tree.js';

/**
 * Connections that have been accepted in the network namespace of a process since that was made: `PassiveOpens` of TCP, over IPv4 and IPv6.
 * It includes connections over loopback, so health checks of the container itself, and those of all containers that share the namespace.
 * UDP, and sockets without a network, have no connections. `null` when it is not visible.
 *
 * @source proc_pid_net(5); RFC 4022, tcpPassiveOpens; kernel net/ipv4/proc.c
 */
export function acceptedConnections(tree: HostTree, pid: number): number | null {
	const text = tree.read(`/proc/${pid}/net/snmp`);
	if (!text.known || text.value === null) return null;
	const [names, values] = text.value.split('\n').filter(line => line.startsWith('Tcp:'));
	const at = (names ?? '').split(' ').indexOf('PassiveOpens');
	const value = Number((values ?? '').split(' ')[at]);
	return at > 0 && Number.isInteger(value) ? value : null;
}
