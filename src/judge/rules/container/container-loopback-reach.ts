import {type ContainerFacts, portNames, trusted} from '../../../base/index.js';
import {cannotTell, defineRule, failAs, notApplicable, pass} from '../rule.js';
import {noPort, portEvidence} from '../shared/port-evidence.js';

/**
 * Published on loopback of IPv4. The kernel drops a packet for ::1 that comes from outside before any rule can redirect it.
 * @source linux/net/ipv6/ip6_input.c (ip6_rcv_core)
 */
const local = ({ports}: ContainerFacts) =>
	ports.filter(({published}) => published.some(({address}) => /^127\.|:127\.|^localhost$/.test(address)));

/** The engine blocks such packets since this major version. @source Docker Engine release notes, 28.0 */
const fixedIn = 28;

export default defineRule({
	slug: 'container-loopback-reach',
	title: 'Loopback port is reachable from the local network',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale:
		'Before Docker 28, a machine on the same segment can send packets for 127.0.0.1 to this host, and port redirection lets them in.',
	references: ['https://docs.docker.com/engine/release-notes/28/', 'https://docs.docker.com/engine/network/port-publishing/'],

	check: ({container, engine}) => {
		const ports = local(container);
		if (engine.kind !== 'docker') return notApplicable('it only affects Docker');
		if (ports.length === 0) return pass(noPort(container));
		const major = /^(\d+)\./.exec(engine.version)?.[1];
		if (major === undefined)
			return cannotTell({source: 'engine:/version', reason: `the version ${engine.version} cannot be read`});
		const evidence = [
			...ports.map(port => portEvidence(container, port)),
			{source: 'version', path: 'Version', value: engine.version},
		];
		return Number(major) >= fixedIn
			? pass(...evidence)
			: failAs({detail: `${portNames(ports)} is reachable despite 127.0.0.1 (Docker ${engine.version})`}, ...evidence);
	},

	remedy: () => ({
		text: `Upgrade the engine to version ${fixedIn} or later.`,
		mayBreak: 'See the release notes of the versions in between.',
	}),

	examples: {
		bad: {
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '8080'}]}},
			NetworkSettings: {Ports: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '8080'}]}},
			engine: {version: trusted('26.1.5+dfsg1')},
		},
		good: {
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '8080'}]}},
			NetworkSettings: {Ports: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '8080'}]}},
			engine: {version: trusted('28.3.0')},
		},
	},
});
