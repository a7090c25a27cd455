import {type ContainerFacts, isLoopback, portNames} from '../../../base/index.js';
import {onLoopback} from '../../changes/port-changes.js';
import {cannotTell, defineRule, failAs, fromHost, notApplicable, pass} from '../rule.js';
import {behindPorts} from '../shared/behind-ports.js';
import {openFirewall} from '../shared/example-firewall.js';
import {
	answeredPorts,
	firewallEvidence,
	firewallOf,
	firewallReasons,
	firewallUnreadable,
	isClosedOnHost,
	isFiltered,
	isOpenFor,
} from '../shared/firewall.js';
import {withNetworkOwnerHint} from '../shared/network-owner.js';
import {loopbackByDefault, noPort, portEvidence} from '../shared/port-evidence.js';

const open = ({ports}: ContainerFacts) => ports.filter(({reach}) => reach === 'wildcard' || reach === 'address');

const published = (HostIp: string) => ({
	HostConfig: {PortBindings: {'80/tcp': [{HostIp: HostIp === '0.0.0.0' ? '' : HostIp, HostPort: '8080'}]}},
	NetworkSettings: {Ports: {'80/tcp': [{HostIp, HostPort: '8080'}]}},
});

export default defineRule({
	slug: 'container-firewall-bypass',
	title: 'Published port bypasses the host firewall',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'The engine redirects the port before ufw and firewalld see the packets: a port that they deny is open anyway.',
	references: ['https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-and-ufw', 'iptables(8)'],

	check: scope => {
		const {container} = scope;
		const ports = open(container);
		if (ports.length === 0) return pass(noPort(container));
		const {seen, reason} = firewallOf(scope);
		if (seen === null) return cannotTell(reason);
		const name = seen.ufw === true ? 'ufw' : seen.firewalld === true ? 'firewalld' : null;
		if (name === null && (seen.ufw === null || seen.firewalld === null))
			return cannotTell(firewallUnreadable('the state of ufw and firewalld'));
		const answered = answeredPorts(scope, ports);
		const denied = answered.filter(one => isClosedOnHost(scope, one));
		if (name === null && !seen.rules.known) return cannotTell(seen.rules.reason);
		if (name === null && denied.length === 0)
			return notApplicable('neither ufw nor firewalld is active on the host, and no rule denies the ports');
		const bypassing = denied.filter(isOpenFor);
		if (bypassing.length > 0) {
			const who = name ?? 'rules for the host';
			const found = [...new Set(bypassing.map(({port}) => port))];
			const {severity, words} = behindPorts(scope, found, address => !isLoopback(address));
			const evidence = [...found.map(port => portEvidence(container, port)), ...firewallEvidence(bypassing)];
			const detail = `${portNames(found)} bypasses the host firewall (${who})${words}`;
			return failAs({severity, detail}, fromHost(who, 'active'), ...evidence);
		}
		const unclear = denied.filter(one => !isFiltered(one));
		if (unclear.length > 0) return cannotTell(...firewallReasons(unclear));
		return pass(...ports.map(port => portEvidence(container, port)), ...firewallEvidence(answered));
	},

	remedy: ({container, engine}) => {
		const byDefault = loopbackByDefault(container, engine);
		const advice = `Publish on 127.0.0.1, or put your rules in the DOCKER-USER chain, which is evaluated first; with the nftables backend of the engine, in a base chain at the forward hook. ${byDefault.text}`;
		return {
			text: withNetworkOwnerHint(container, advice),
			...onLoopback(container, open(container)),
			mayBreak: `Clients on other machines. ${byDefault.mayBreak}`,
		};
	},

	examples: {
		bad: {...published('0.0.0.0'), host: {firewall: openFirewall({ufw: true})}},
		good: published('127.0.0.1'),
	},
});
