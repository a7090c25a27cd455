import type {ContainerFacts} from '../../../base/index.js';
import {onLoopback} from '../../changes/port-changes.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {behindPorts} from '../shared/behind-ports.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {
	loopbackByDefault,
	noPort,
	portEvidence,
	publishesNothing,
	unseenSharing,
	usesHostNetwork,
} from '../shared/port-evidence.js';

const exposed = ({ports}: ContainerFacts) => ports.filter(({administrative, reach}) => administrative && reach === 'wildcard');

export default defineRule({
	slug: 'container-admin-port',
	title: 'Admin or database port published on all interfaces',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Scanners find exposed databases, queues and consoles within minutes, and many of them need no password.',
	references: ['https://docs.docker.com/engine/network/port-publishing/'],

	check: scope => {
		const {container} = scope;
		if (usesHostNetwork(container)) return publishesNothing;
		const ports = exposed(container);
		const unseen = unseenSharing(scope);
		if (ports.length === 0) return unseen === null ? pass(noPort(container)) : cannotTell(unseen);
		const {severity, words, evidence} = behindPorts(scope, ports);
		const services = ports.map(({service, port}) => `${service ?? 'port'} (${port})`);
		return failAs(
			{severity, detail: `${services.join(', ')} published on all interfaces${words}`},
			...ports.map(port => portEvidence(container, port)),
			...evidence,
		);
	},

	remedy: ({container, engine}) => {
		const byDefault = loopbackByDefault(container, engine);
		return {
			text: withNetworkOwnerHint(
				container,
				`Let containers reach it over a dedicated network without publishing it; for access from this host, publish it on 127.0.0.1. ${byDefault.text}`,
			),
			...onLoopback(container, exposed(container)),
			mayBreak: `Clients on other machines. ${byDefault.mayBreak}`,
		};
	},

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
