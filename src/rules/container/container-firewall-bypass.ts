import {known} from '../../answers/index.js';
import type {ContainerFacts} from '../../facts/index.js';
import {portNames} from '../../facts/port-runs.js';
import {cannotTell, defineRule, failAs, notApplicable, pass} from '../rule.js';
import {fromHost} from '../shared/evidence.js';
import {firewallOf, firewallUnreadable} from '../shared/firewall.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {noPort, onLoopback, portEvidence, publishFlags} from '../shared/ports.js';

const open = ({ports}: ContainerFacts) => ports.filter(({reach}) => reach === 'wildcard' || reach === 'address');

export default defineRule({
	slug: 'container-firewall-bypass',
	title: 'Published port bypasses the host firewall',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'The engine redirects the port before ufw and firewalld see the packets: a port that they deny is open anyway.',
	references: ['https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-and-ufw', 'iptables(8)'],

	check: scope => {
		const ports = open(scope.container);
		if (ports.length === 0) return pass(noPort(scope.container));
		const {seen, reason} = firewallOf(scope);
		if (seen === null) return cannotTell(reason);
		const name = seen.ufw === true ? 'ufw' : seen.firewalld === true ? 'firewalld' : null;
		if (name === null)
			return seen.ufw === null && seen.firewalld === null
				? cannotTell(firewallUnreadable('the state of ufw and firewalld'))
				: notApplicable('neither ufw nor firewalld is active on the host');
		if (seen.dockerUserFilters === null) return cannotTell(firewallUnreadable('the chain DOCKER-USER'));
		const evidence = ports.map(port => portEvidence(scope.container, port));
		const chain = fromHost('DOCKER-USER', seen.dockerUserFilters ? 'filters' : 'returns everything');
		if (seen.dockerUserFilters) return pass(...evidence, chain);
		return failAs({detail: `${portNames(ports)} bypasses the firewall (${name})`}, ...evidence, fromHost(name, 'active'), chain);
	},

	remedy: ({container}) => ({
		text: withNetworkOwnerHint(
			container,
			'Publish on 127.0.0.1, or put your rules in the DOCKER-USER chain, which is evaluated first.',
		),
		remove: publishFlags(container, open(container)),
		add: onLoopback(container, open(container)),
		mayBreak: 'Clients on other machines.',
	}),

	examples: {
		bad: {
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '', HostPort: '8080'}]}},
			NetworkSettings: {Ports: {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}]}},
			host: {firewall: known({ufw: true, firewalld: false, dockerUserFilters: false, ipv6Filtered: null})},
		},
		good: {
			HostConfig: {PortBindings: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '8080'}]}},
			NetworkSettings: {Ports: {'80/tcp': [{HostIp: '127.0.0.1', HostPort: '8080'}]}},
		},
	},
});
