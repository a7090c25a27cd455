import {portNames, routingMesh} from '../../../base/index.js';
import {onLoopback} from '../../changes/port-changes.js';
import {cannotTell, cisIds, defineRule, failAs, pass} from '../rule.js';
import {behindPorts} from '../shared/behind-ports.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {
	loopbackByDefault,
	meshEvidence,
	noPort,
	portEvidence,
	publishesNothing,
	unseenSharing,
	usesHostNetwork,
} from '../shared/port-evidence.js';

export default defineRule({
	slug: 'container-wildcard-publish',
	title: 'Port published on all interfaces',
	cis: cisIds('5.14'),
	severity: 'medium',
	target: 'container',
	rationale: 'It is reachable from every network of the host, possibly from the internet, IPv6 included.',
	references: ['https://docs.docker.com/engine/network/port-publishing/'],

	check: scope => {
		const {container} = scope;
		if (usesHostNetwork(container)) return publishesNothing;
		const open = container.ports.filter(({reach}) => reach === 'wildcard');
		const mesh = routingMesh(container);
		if (open.length === 0 && mesh !== undefined)
			return failAs({detail: 'its service is published on every swarm node'}, meshEvidence(mesh));
		const unseen = unseenSharing(scope);
		if (open.length === 0) return unseen === null ? pass(noPort(container)) : cannotTell(unseen);
		const {severity, words, evidence} = behindPorts(scope, open);
		return failAs(
			{severity, detail: `${portNames(open)} published on all interfaces${words}`},
			...open.map(port => portEvidence(container, port)),
			...evidence,
		);
	},

	remedy: ({container, engine}) => {
		const open = container.ports.filter(({reach}) => reach === 'wildcard');
		if (open.length === 0)
			return {
				text: 'Filter the service port on each node (DOCKER-USER chain), or remove it: docker service update --publish-rm PORT SERVICE.',
				mayBreak: 'Clients on other machines.',
			};
		const byDefault = loopbackByDefault(container, engine);
		return {
			text: withNetworkOwnerHint(
				container,
				`Publish only on the address that clients use, or on 127.0.0.1 if a reverse proxy on this host is in front. ${byDefault.text}`,
			),
			...onLoopback(container, open),
			mayBreak: `Clients on other machines: publish on the address that they use. ${byDefault.mayBreak}`,
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
