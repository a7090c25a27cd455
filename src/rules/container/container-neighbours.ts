import {isSeparated} from '../../facts/index.js';
import {defineRule, failAs, notApplicable, pass} from '../rule.js';
import {inNetworks, inspected, notSeen} from '../shared/evidence.js';
import {exampleAttachment, exampleBridge} from '../shared/examples.js';
import {flag} from '../shared/flags.js';

export default defineRule({
	slug: 'container-neighbours',
	title: 'Strangers on the default bridge can talk to the container',
	cis: {},
	beyond: 'X-ICC',
	severity: 'medium',
	target: 'container',
	attack: 'One broken container looks for open ports in all the others there, and forges their addresses.',
	references: ['https://docs.docker.com/engine/network/drivers/bridge/#enable-icc'],

	check: ({container, engine}) => {
		const bridge = container.networks.find(({defaultBridge}) => defaultBridge);
		if (bridge === undefined)
			return pass(
				inspected(
					'NetworkSettings.Networks',
					container.networks.map(({name}) => name),
				),
			);
		if (!engine.defaultBridge.known) return notSeen(engine.defaultBridge);
		if (engine.defaultBridge.value === null) return notApplicable('the engine has no default bridge');
		const icc = inNetworks('bridge.Options["com.docker.network.bridge.enable_icc"]', engine.defaultBridge.value.icc !== false);
		const peers = inNetworks('bridge.Containers', bridge.peers.length);
		if (isSeparated(engine) === true || bridge.peers.length === 0) return pass(icc, peers);
		return failAs(
			{
				detail:
					bridge.peers.length === 1
						? 'another container on the default bridge can reach it'
						: `${bridge.peers.length} other containers on the default bridge can reach it`,
			},
			icc,
			peers,
		);
	},

	remedy: ({container: {networkMode, name}}) => ({
		text: `Put it on a network of its own (docker network create ${name}-net), or set "icc": false for the engine.`,
		remove: networkMode === 'bridge' ? ['--network bridge'] : [],
		add: [flag('--network', `${name}-net`)],
		mayBreak: 'Containers that reach it by its address.',
	}),

	examples: {
		bad: {
			facts: {
				networks: [exampleAttachment('bridge', {defaultBridge: true, peers: ['x']})],
			},
			engine: {
				defaultBridge: exampleBridge({icc: true, containers: ['x']}),
			},
		},
		good: {HostConfig: {NetworkMode: 'shop'}, NetworkSettings: {Networks: {shop: {NetworkID: 'n1'}}}},
	},
});
