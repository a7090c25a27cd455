import {
	type ContainerFacts,
	type HostFacts,
	isLoopback,
	type Known,
	known,
	type ListeningSocket,
	ownSockets,
	trusted,
	unknown,
} from '../../../base/index.js';
import {withOwnNetwork} from '../../changes/namespace-changes.js';
import {cannotTell, defineRule, failAs, fromHost, fromInspect, notSeen, pass} from '../rule.js';

/**
 * The sockets of the network namespace that it shares: its own process shows them, whatever namespace the engine or dockscope is in. With
 * the names of their processes where the engine's process shows the same.
 */
function socketsOfHost(container: ContainerFacts, host: HostFacts | null): Known<readonly ListeningSocket[]> {
	const named = host?.hostListens ?? unknown('host:/proc/net', 'the listening sockets of the host are not visible');
	const shared = container.sockets.inNetwork;
	if (!shared.known) return named;
	const ownOnes = ownSockets(container) ?? [];
	const isSame = (one: ListeningSocket) => (other: ListeningSocket) =>
		other.port === one.port && other.address === one.address && other.protocol === one.protocol;
	const others = shared.value.filter(socket => !ownOnes.some(isSame(socket)));
	return known(others.map(socket => (named.known && named.value.find(isSame(socket))) || socket));
}

export default defineRule({
	slug: 'container-host-loopback',
	title: 'Container can reach loopback services on the host',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Services on 127.0.0.1 trust the local machine: databases and consoles without a password answer the container too.',
	references: ['ip(7)', 'https://docs.docker.com/engine/network/drivers/host/'],
	mitigatedBy: ['rootless'],

	check: ({container, host}) => {
		const {network} = container.namespaces;
		const mode = fromInspect('HostConfig.NetworkMode', container.networkMode);
		if (network.kind === 'unresolved') return cannotTell({source: 'inspect:HostConfig.NetworkMode', reason: network.reason});
		if (network.kind !== 'host') return pass(mode);
		const sockets = socketsOfHost(container, host);
		if (!sockets.known) return notSeen(sockets);
		const local = sockets.value.filter(({address}) => isLoopback(address));
		if (local.length === 0) return pass(mode, fromHost('/proc/net/tcp', 'nothing listens on the loopback address'));
		return failAs(
			{detail: `can reach ${local.length} ${local.length === 1 ? 'service' : 'services'} on the host's loopback interface`},
			mode,
			...local.map(({protocol, address, port, process}) =>
				fromHost(`/proc/net/${protocol}`, `${address}:${port} ${process ?? ''}`.trim()),
			),
		);
	},

	remedy: ({container}) => withOwnNetwork(container),

	examples: {
		bad: {
			HostConfig: {NetworkMode: 'host'},
			host: {
				hostListens: known([
					{protocol: 'tcp', family: 4, address: trusted('127.0.0.1'), port: 5432, process: trusted('postgres')},
				]),
			},
		},
		good: {HostConfig: {NetworkMode: 'bridge'}, host: {hostListens: known([])}},
	},
});
