import {shellQuote} from '../../../base/index.js';
import {movedToOwnNetwork, ownNetworkName} from '../../changes/network-changes.js';
import {cisIds, defineRule, fail, fromInspect, notApplicable, pass} from '../rule.js';
import {program} from '../shared/engine-words.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';

export default defineRule({
	slug: 'container-default-bridge',
	title: 'Container is on the default bridge',
	cis: cisIds('5.30'),
	severity: 'low',
	target: 'container',
	rationale: 'Every container that names no network ends up there and can reach the others.',
	references: [
		'https://docs.docker.com/engine/network/drivers/bridge/#differences-between-user-defined-bridges-and-the-default-bridge',
	],

	check: ({container: {networks, networkMode}, engine: {defaultBridge}}) => {
		const evidence = [
			fromInspect('HostConfig.NetworkMode', networkMode),
			fromInspect(
				'NetworkSettings.Networks',
				networks.map(({name}) => name),
			),
		];
		// A task of a swarm says `bridge` whatever it is on; of an answer that lists no networks the mode is all there is.
		const onIt =
			networks.length > 0 ? networks.some(({defaultBridge}) => defaultBridge) : /^(default|bridge|)$/.test(networkMode);
		if (!onIt) return pass(...evidence);
		// Without one (`--bridge none`) the engine says `bridge` all the same, and gives the container only a loopback interface.
		return defaultBridge.known && defaultBridge.value === null
			? notApplicable('the engine has no default bridge')
			: fail(...evidence);
	},

	remedy: ({container, engine}) => ({
		text: withNetworkOwnerHint(
			container,
			`Create a network for the containers that belong together (${program(engine)} network create ${shellQuote(ownNetworkName(container))}) and attach it there.`,
		),
		...movedToOwnNetwork(container),
		mayBreak: 'Links (--link), and containers that use its address on the default bridge.',
	}),

	examples: {
		bad: {HostConfig: {NetworkMode: 'default'}},
		good: {HostConfig: {NetworkMode: 'shop'}, NetworkSettings: {Networks: {shop: {NetworkID: 'n1'}}}},
	},
});
