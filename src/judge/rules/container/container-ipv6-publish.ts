import {type ContainerFacts, portNames} from '../../../base/index.js';
import {onIpv4} from '../../changes/port-changes.js';
import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {behindPorts} from '../shared/behind-ports.js';
import {openFirewall} from '../shared/example-firewall.js';
import {answeredPorts, firewallEvidence, firewallReasons, isFiltered, isOpenFor} from '../shared/firewall.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {noPort, portEvidence} from '../shared/port-evidence.js';

const onIpv6 = ({ports}: ContainerFacts) => ports.filter(({published}) => published.some(({address}) => address === '::'));

export default defineRule({
	slug: 'container-ipv6-publish',
	title: 'Published port is unfiltered on IPv6',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'A firewall that covers only IPv4 does not see clients that connect over IPv6.',
	references: ['https://docs.docker.com/engine/network/packet-filtering-firewalls/', 'ip6tables(8)'],

	check: scope => {
		const ports = onIpv6(scope.container);
		if (ports.length === 0) return pass(noPort(scope.container));
		const answered = answeredPorts(scope, ports).filter(({family}) => family === 6);
		const opened = answered.filter(isOpenFor);
		if (opened.length > 0) {
			const found = opened.map(({port}) => port);
			const evidence = found.map(port => portEvidence(scope.container, port));
			const {severity, words} = behindPorts(scope, found, address => address === '::');
			return failAs({severity, detail: `${portNames(found)} open on IPv6${words}`}, ...evidence, ...firewallEvidence(opened));
		}
		const unclear = answered.filter(one => !isFiltered(one));
		if (unclear.length > 0) return cannotTell(...firewallReasons(unclear));
		return pass(...ports.map(port => portEvidence(scope.container, port)), ...firewallEvidence(answered));
	},

	remedy: ({container}) => ({
		text: withNetworkOwnerHint(
			container,
			'Publish on the IPv4 address that clients use, or let the engine filter IPv6 too ("ip6tables": true).',
		),
		...onIpv4(container, onIpv6(container)),
		mayBreak: 'Clients that connect over IPv6.',
	}),

	examples: {
		bad: {
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '8080'}]}},
			NetworkSettings: {
				Ports: {
					'80/tcp': [
						{HostIp: '0.0.0.0', HostPort: '8080'},
						{HostIp: '::', HostPort: '8080'},
					],
				},
			},
			host: {firewall: openFirewall({})},
		},
		good: {
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}]}},
			NetworkSettings: {Ports: {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}]}},
		},
	},
});
