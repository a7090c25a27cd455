import {known} from '../../answers/index.js';
import {unpublished} from '../../changes/ports.js';
import type {ContainerFacts, PortFacts} from '../../facts/index.js';
import {portNames} from '../../facts/port-runs.js';
import {defineRule, failAs, pass} from '../rule.js';
import {fromProc, notSeen} from '../shared/evidence.js';
import {exampleLiveState} from '../shared/examples.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {noPort, portEvidence, publishesNothing, usesHostNetwork} from '../shared/ports.js';
import {judgeDrift} from '../shared/runtime-drift.js';

/**
 * Published ports on which nothing in its network namespace listens, by the sockets in /proc: a container may publish for those that
 * join it.
 */
function unused({ports, truth}: ContainerFacts): PortFacts[] {
	if (!truth.known || !truth.value.inNetwork.known) return [];
	const sockets = truth.value.inNetwork.value;
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
		return judgeDrift(container, null, ({inNetwork}) => {
			if (!inNetwork.known) return notSeen(inNetwork);
			const found = unused(container);
			const sockets = fromProc('net', [...new Set(inNetwork.value.map(({protocol, port}) => `${port}/${protocol}`))]);
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
			facts: {truth: exampleLiveState({inNetwork: known([])})},
		},
		good: {HostConfig: {PortBindings: {}}, NetworkSettings: {Ports: {'9229/tcp': null}}},
	},
});
