import type {ContainerFacts} from '../../../base/index.js';
import {unpublished} from '../../changes/port-changes.js';
import {defineRule, failAs, fromInspect, fromTop, pass} from '../rule.js';
import {engineOf, plainListener} from '../shared/engine-inside.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {noPort, portEvidence} from '../shared/port-evidence.js';
import {startedProgram} from '../shared/root-processes.js';

const apiPorts = ({ports}: ContainerFacts) =>
	ports.filter(({port, published}) => (port === 2375 || port === 2376) && published.length > 0);

export default defineRule({
	slug: 'container-engine-inside',
	title: 'Container runs or publishes a container engine',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale:
		'Without client certificates, anyone who can reach the port can start containers: root in this one, and root on the host if it is privileged.',
	references: ['https://docs.docker.com/engine/security/protect-access/'],

	check: ({container}) => {
		const ports = apiPorts(container);
		const program = engineOf(container);
		const plain = ports.filter(({port, reach}) => port === 2375 && reach !== 'loopback');
		const evidence = [
			...ports.map(port => portEvidence(container, port)),
			...(program === null ? [] : [fromTop('command', program)]),
		];
		if (plain.length > 0) return failAs({severity: 'critical', detail: 'publishes the API without TLS (2375)'}, ...evidence);
		if (ports.length > 0) return failAs({severity: 'high', detail: "publishes an engine's API"}, ...evidence);
		const listener = program === null ? null : plainListener(container);
		if (listener !== null)
			return failAs(
				{severity: 'high', detail: `runs ${program}, whose API other containers can reach without TLS`},
				...evidence,
				listener,
			);
		if (program !== null) return failAs({detail: `runs ${program}`}, ...evidence);
		return pass(noPort(container), fromInspect('Path', startedProgram(container)));
	},

	remedy: ({container}) => ({
		text: withNetworkOwnerHint(
			container,
			'Do not publish the port. Build with a rootless builder instead of an engine in a privileged container.',
		),
		...unpublished(container, apiPorts(container)),
		mayBreak: 'Builds that use this engine remotely.',
	}),

	examples: {
		bad: {
			HostConfig: {PortBindings: {'2375/tcp': [{HostIp: '', HostPort: '2375'}]}},
			NetworkSettings: {Ports: {'2375/tcp': [{HostIp: '0.0.0.0', HostPort: '2375'}]}},
		},
		good: {Path: 'sh', Args: ['-c', 'sleep 1; : dockerd -H tcp://0.0.0.0:2375']},
	},
});
