import {type ContainerFacts, known, type PortFacts, portNames} from '../../../base/index.js';
import {unpublished} from '../../changes/port-changes.js';
import {defineRule, failAs, fromProc, pass} from '../rule.js';
import {exampleSockets} from '../shared/examples.js';
import {judgeSockets} from '../shared/listening.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {noPort, portEvidence, publishesNothing, usesHostNetwork} from '../shared/port-evidence.js';

/**
 * Published ports on which nothing in its network namespace listens, by the sockets in /proc: a container may publish for those that
 * join it.
 */
function unused({ports, sockets: {inNetwork}}: ContainerFacts): PortFacts[] {
	if (!inNetwork.known) return [];
	const sockets = inNetwork.value;
	return ports.filter(
		({port, protocol, published}) =>
			published.length > 0 &&
			(protocol === 'tcp' || protocol === 'udp') &&
			!sockets.some(socket => socket.port === port && socket.protocol === protocol),
	);
}

export default defineRule({
	slug: 'container-published-unused',
	title: 'Published port has no listener',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale:
		"No one would miss it, and whatever starts there later, an attacker's program included, is exposed to the network immediately.",
	references: ['https://docs.docker.com/engine/network/port-publishing/', 'proc(5), /proc/PID/net/tcp'],

	check: ({container}) => {
		if (usesHostNetwork(container)) return publishesNothing;
		if (container.ports.every(({published}) => published.length === 0)) return pass(noPort(container));
		return judgeSockets(container, 'inNetwork', listening => {
			const found = unused(container);
			const sockets = fromProc('net', [...new Set(listening.map(({protocol, port}) => `${port}/${protocol}`))]);
			if (found.length === 0) return pass(noPort(container), sockets);
			return failAs(
				{detail: `nothing listens on ${portNames(found)}`},
				...found.map(port => portEvidence(container, port)),
				sockets,
			);
		});
	},

	remedy: ({container}) => ({
		text: withNetworkOwnerHint(container, 'Do not publish it.'),
		...unpublished(container, unused(container)),
		mayBreak: 'A service that has not started yet or starts on demand.',
	}),

	examples: {
		bad: {
			HostConfig: {PortBindings: {'9229/tcp': [{HostIp: '', HostPort: '9229'}]}},
			NetworkSettings: {Ports: {'9229/tcp': [{HostIp: '0.0.0.0', HostPort: '9229'}]}},
			facts: {sockets: exampleSockets({inNetwork: known([])})},
		},
		good: {HostConfig: {PortBindings: {}}, NetworkSettings: {Ports: {'9229/tcp': null}}},
	},
});
