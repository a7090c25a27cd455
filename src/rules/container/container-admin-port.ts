import type {ContainerFacts} from '../../facts/index.js';
import {defineRule, failAs, pass} from '../rule.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {noPort, onLoopback, portEvidence, publishesNothing, publishFlags, usesHostNetwork} from '../shared/ports.js';

const exposed = ({ports}: ContainerFacts) => ports.filter(({administrative, reach}) => administrative && reach === 'wildcard');

export default defineRule({
	slug: 'container-admin-port',
	title: 'Admin or database port published on all interfaces',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Scanners find exposed databases, queues and consoles within minutes, and many of them need no password.',
	references: ['https://docs.docker.com/engine/network/port-publishing/'],

	check: ({container}) => {
		if (usesHostNetwork(container)) return publishesNothing;
		const ports = exposed(container);
		if (ports.length === 0) return pass(noPort(container));
		const services = ports.map(({service, port}) => `${service ?? 'port'} (${port})`);
		return failAs(
			{detail: `${services.join(', ')} published on all interfaces`},
			...ports.map(port => portEvidence(container, port)),
		);
	},

	remedy: ({container}) => ({
		text: withNetworkOwnerHint(
			container,
			'Let containers reach it over a dedicated network without publishing it; for access from this host, publish it on 127.0.0.1.',
		),
		remove: publishFlags(container, exposed(container)),
		add: onLoopback(container, exposed(container)),
		mayBreak: 'Clients on other machines.',
	}),

	examples: {
		bad: {
			HostConfig: {PortBindings: {'6379/tcp': [{HostIp: '', HostPort: '6379'}]}},
			NetworkSettings: {Ports: {'6379/tcp': [{HostIp: '0.0.0.0', HostPort: '6379'}]}},
		},
		good: {
			HostConfig: {PortBindings: {'6379/tcp': [{HostIp: '127.0.0.1', HostPort: '6379'}]}},
			NetworkSettings: {Ports: {'6379/tcp': [{HostIp: '127.0.0.1', HostPort: '6379'}]}},
		},
	},
});
