import {renumbered} from '../../changes/port-changes.js';
import {cisIds, defineRule, failAs, pass} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {noPort, portEvidence, publishesNothing, usesHostNetwork} from '../shared/port-evidence.js';

/** Ports below it need a privilege on the host: 1024, unless the host says otherwise. */
function firstUnprivileged({host}: ContainerScope): number {
	const start = host?.sysctls['net.ipv4.ip_unprivileged_port_start'];
	return start !== undefined && /^\d+$/.test(start) ? Number(start) : 1024;
}

/** 80 becomes 8080, 443 becomes 8443, any other moves above the privileged ones. */
const unprivileged = (hostPort: number): number => (hostPort === 80 || hostPort === 443 ? 8000 + hostPort : 10_000 + hostPort);

const privileged = (scope: ContainerScope) =>
	scope.container.ports.filter(({published}) =>
		published.some(({hostPort}) => hostPort > 0 && hostPort < firstUnprivileged(scope)),
	);

export default defineRule({
	slug: 'container-privileged-port',
	title: 'Published on a privileged port',
	cis: cisIds('5.8'),
	severity: 'low',
	target: 'container',
	rationale:
		'Clients trust ports below 1024 to be services of the host, and the engine lets anyone who can start containers claim one.',
	references: ['ip(7), ip_unprivileged_port_start', 'https://docs.docker.com/engine/network/port-publishing/'],

	check: scope => {
		if (usesHostNetwork(scope.container)) return publishesNothing;
		const ports = privileged(scope);
		if (ports.length === 0) return pass(noPort(scope.container));
		const numbers = [...new Set(ports.flatMap(({published}) => published.map(({hostPort}) => hostPort)))];
		return failAs({detail: `published on ${numbers.join(', ')}`}, ...ports.map(port => portEvidence(scope.container, port)));
	},

	remedy: scope => ({
		text: withNetworkOwnerHint(
			scope.container,
			'Publish it on a port above 1023, behind the reverse proxy that owns 80 and 443.',
		),
		...renumbered(scope.container, privileged(scope), unprivileged),
		mayBreak: 'Clients that use the old port.',
	}),

	examples: {
		bad: {
			HostConfig: {PortBindings: {'82/tcp': [{HostIp: '::', HostPort: '82'}]}},
			NetworkSettings: {Ports: {'82/tcp': [{HostIp: '::', HostPort: '82'}]}},
		},
		good: {
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '1024'}]}},
			NetworkSettings: {Ports: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '1024'}]}},
		},
	},
});
