import {withoutCapabilities} from '../../changes/capability-changes.js';
import {failWith} from '../dangers/fail-with.js';
import {dangersOfKind} from '../dangers/index.js';
import {cannotTell, defineRule, fromInspect, pass} from '../rule.js';
import {has} from '../shared/has-capability.js';

export default defineRule({
	slug: 'container-net-raw',
	title: 'Container can spoof packets on its network',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'With raw sockets it can answer ARP and DNS on behalf of other containers and intercept their traffic.',
	references: ['packet(7)', 'raw(7)', 'capabilities(7)'],
	weighed: true,

	check: scope => {
		const {container} = scope;
		const {network} = container.namespaces;
		const forge = fromInspect('HostConfig.CapDrop', `NET_RAW ${has(container, 'NET_RAW') ? 'kept' : 'dropped'}`);
		const mode = fromInspect('HostConfig.NetworkMode', container.networkMode);
		if (!has(container, 'NET_RAW') || network.kind === 'none') return pass(forge, mode);
		if (network.kind === 'unresolved') return cannotTell({source: 'inspect:HostConfig.NetworkMode', reason: network.reason});
		const [only, second] = container.networks;
		// On one network, as most are, its members need no counting: a fleet of 500 has 500 each.
		const peers =
			second === undefined ? (only?.peers.length ?? 0) : new Set(container.networks.flatMap(attached => attached.peers)).size;
		return failWith(
			dangersOfKind(scope, 'capability').filter(({about}) => about === 'NET_RAW'),
			{
				detail: peers > 0 ? `${peers} other ${peers === 1 ? 'container' : 'containers'} on its network` : undefined,
				closed: 'keeps NET_RAW',
			},
			forge,
			mode,
		);
	},

	remedy: ({container}) => withoutCapabilities(container, ['NET_RAW'], 'ping in old images, and network diagnostics.'),

	examples: {
		bad: {HostConfig: {CapDrop: ['CHOWN']}},
		good: {HostConfig: {CapDrop: ['cap_net_raw']}},
	},
});
