import {portNames} from '../../facts/port-runs.js';
import {routingMesh} from '../../facts/reach.js';
import {defineRule, failAs, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {
	meshEvidence,
	noPort,
	onLoopback,
	portEvidence,
	publishesNothing,
	publishFlags,
	usesHostNetwork,
} from '../shared/ports.js';

export default defineRule({
	slug: 'container-wildcard-publish',
	title: 'Port is published on every address of the host',
	cis: cisIds('5.14'),
	severity: 'medium',
	target: 'container',
	rationale: 'Every network of the host reaches it, the internet perhaps, IPv6 included.',
	references: ['https://docs.docker.com/engine/network/port-publishing/'],

	check: ({container}) => {
		if (usesHostNetwork(container)) return publishesNothing;
		const open = container.ports.filter(({reach}) => reach === 'wildcard');
		const mesh = routingMesh(container);
		if (open.length === 0 && mesh !== undefined)
			return failAs({detail: 'its service is published on every node of the swarm'}, meshEvidence(mesh));
		if (open.length === 0) return pass(noPort(container));
		return failAs({detail: `${portNames(open)} published on every address`}, ...open.map(port => portEvidence(container, port)));
	},

	remedy: ({container}) => {
		const open = container.ports.filter(({reach}) => reach === 'wildcard');
		if (open.length === 0)
			return {
				text: 'Filter the port of the service on each node (chain DOCKER-USER), or take it away: docker service update --publish-rm PORT SERVICE.',
				mayBreak: 'Clients on other machines.',
			};
		return {
			text: withNetworkOwnerHint(
				container,
				'Publish on the address from which it is used; on the loopback address when a proxy on this host stands in front.',
			),
			remove: publishFlags(container, open),
			add: onLoopback(container, open),
			mayBreak: 'Clients on other machines: name the address that they use.',
		};
	},

	examples: {
		bad: {
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '8080'}]}},
			NetworkSettings: {Ports: {'80/tcp': [{HostIp: '::', HostPort: '8080'}]}},
		},
		good: {
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '8080'}]}},
			NetworkSettings: {Ports: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '8080'}]}},
		},
	},
});
