import {type ContainerFacts, isSeparated, shellQuote} from '../../../base/index.js';
import {movedToOwnNetwork, ownNetworkName} from '../../changes/network-changes.js';
import {defineRule, failAs, fromInspect, fromNetworks, notApplicable, notSeen, pass} from '../rule.js';
import {onEngine, program} from '../shared/engine-words.js';
import {exampleAttachment, exampleBridge} from '../shared/examples.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';

/** Podman lists those who share one network namespace, as in a pod, each for itself. */
function isTogether(one: ContainerFacts, other: ContainerFacts | undefined): boolean {
	const owner = ({id, namespaces: {network}}: ContainerFacts) => (network.kind === 'container' ? network.id : id);
	return other !== undefined && owner(one) === owner(other);
}

export default defineRule({
	slug: 'container-neighbours',
	title: 'Reachable by other containers over the default bridge',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'A compromised container can scan the open ports of all the others there and spoof their addresses.',
	references: ['https://docs.docker.com/engine/network/drivers/bridge/#enable-icc'],

	check: ({container, engine, fleet}) => {
		const bridge = container.networks.find(({defaultBridge}) => defaultBridge);
		const networks = fromInspect(
			'NetworkSettings.Networks',
			container.networks.map(({name}) => name),
		);
		if (bridge === undefined) return pass(networks);
		if (!engine.defaultBridge.known) return notSeen(engine.defaultBridge);
		if (engine.defaultBridge.value === null) return notApplicable('the engine has no default bridge');
		// Podman has no such option: those on a network always reach each other.
		const icc =
			engine.kind === 'podman'
				? []
				: [fromNetworks('bridge.Options["com.docker.network.bridge.enable_icc"]', engine.defaultBridge.value.icc !== false)];
		const strangers = engine.kind === 'podman' ? bridge.peers.filter(id => !isTogether(container, fleet.get(id))) : bridge.peers;
		const peers = fromNetworks('bridge.Containers', strangers.length);
		if (isSeparated(engine) === true || strangers.length === 0) return pass(...icc, peers);
		return failAs(
			{
				detail:
					strangers.length === 1
						? 'another container can reach it over the default bridge'
						: `${strangers.length} other containers can reach it over the default bridge`,
			},
			networks,
			...icc,
			peers,
		);
	},

	remedy: ({container, engine}) => ({
		text: withNetworkOwnerHint(
			container,
			`Put it on a dedicated network (${program(engine)} network create ${shellQuote(ownNetworkName(container))})${onEngine(engine, {docker: ', or set "icc": false on the engine', podman: ''})}.`,
		),
		...movedToOwnNetwork(container),
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
