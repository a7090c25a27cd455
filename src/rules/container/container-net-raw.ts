import {defineRule, failAs, pass} from '../rule.js';
import {has} from '../shared/capabilities.js';
import {fromInspect} from '../shared/evidence.js';
import {withoutCapabilities} from '../shared/flags.js';

export default defineRule({
	slug: 'container-net-raw',
	title: 'Container can forge packets on its network',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'With raw sockets it answers ARP and DNS in the name of its neighbours and reads what they send.',
	references: ['packet(7)', 'raw(7)', 'capabilities(7)'],

	check: ({container}) => {
		const {network} = container.namespaces;
		const forge = fromInspect('HostConfig.CapDrop', `NET_RAW ${has(container, 'NET_RAW') ? 'kept' : 'dropped'}`);
		const mode = fromInspect('HostConfig.NetworkMode', container.networkMode);
		if (!has(container, 'NET_RAW') || network.kind === 'none') return pass(forge, mode);
		const [only, second] = container.networks;
		// On one network, as most are, its members need no counting: a fleet of 500 has 500 each.
		const peers =
			second === undefined ? (only?.peers.length ?? 0) : new Set(container.networks.flatMap(attached => attached.peers)).size;
		return failAs(
			{detail: peers > 0 ? `can forge packets to ${peers} ${peers === 1 ? 'neighbour' : 'neighbours'}` : undefined},
			forge,
			mode,
		);
	},

	remedy: ({container}) => ({
		...withoutCapabilities(container, ['NET_RAW']),
		mayBreak: 'ping of old images, and network diagnosis.',
	}),

	examples: {
		bad: {HostConfig: {CapDrop: ['CHOWN']}},
		good: {HostConfig: {CapDrop: ['cap_net_raw']}},
	},
});
