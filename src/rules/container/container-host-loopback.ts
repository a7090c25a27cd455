import {known} from '../../answers/index.js';
import {withOwnNetwork} from '../../changes/namespaces.js';
import {isLoopback} from '../../facts/addresses.js';
import {own} from '../../terminal/safe-text.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {fromHost, fromInspect, notSeen} from '../shared/evidence.js';

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
		if (host === null) return cannotTell({source: 'host:/proc/net', reason: 'the listening sockets of the host are not visible'});
		if (!host.hostListens.known) return notSeen(host.hostListens);
		const local = host.hostListens.value.filter(({address}) => isLoopback(address));
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
			host: {hostListens: known([{protocol: 'tcp', family: 4, address: own('127.0.0.1'), port: 5432, process: own('postgres')}])},
		},
		good: {HostConfig: {NetworkMode: 'bridge'}, host: {hostListens: known([])}},
	},
});
