import {bridgeNetworks, hasProcesses, known, portNames, routedPorts, trusted, unpublishedListeners} from '../../../base/index.js';
import {cannotTell, defineRule, failAs, fromInspect, fromProc, notApplicable, notSeen, pass} from '../rule.js';
import {openFirewall} from '../shared/example-firewall.js';
import {exampleAttachment, exampleSockets} from '../shared/examples.js';
import {firewallEvidence, firewallReasons, isFiltered, isOpenFor} from '../shared/firewall.js';

const redis = (address: '0.0.0.0' | '127.0.0.1') => ({
	networks: [exampleAttachment('shop')],
	sockets: exampleSockets({
		inNetwork: known([{protocol: 'tcp', family: 4, address: trusted(address), port: 6379, process: trusted('redis-server')}]),
	}),
});

export default defineRule({
	slug: 'container-direct-routing',
	title: 'Unpublished ports reachable by direct routing',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale:
		"A machine on the host's network that routes the container's address through the host reaches each of its ports, published or not: Docker before 28 leaves that open where FORWARD accepts.",
	references: [
		'https://docs.docker.com/engine/network/packet-filtering-firewalls/#direct-routing',
		'https://docs.docker.com/engine/release-notes/28/',
	],

	check: ({container, host}) => {
		if (!hasProcesses(container)) return notApplicable('it is not running');
		const unseen = container.networks.filter(({driver, address}) => driver === null && address !== null);
		if (unseen.length > 0) {
			const names = unseen.map(({name}) => name).join(', ');
			return cannotTell({source: 'engine:/networks', reason: `the driver of ${names} is not known`});
		}
		if (bridgeNetworks(container).length === 0) return notApplicable('it is on no bridge network');
		const {inNetwork} = container.sockets;
		if (!inNetwork.known) return notSeen(inNetwork);
		const ports = unpublishedListeners(container, inNetwork.value);
		if (ports.length === 0) return pass(fromProc('net', trusted('nothing listens that is not published')));
		const routed = routedPorts(host, container, ports);
		const open = routed.filter(isOpenFor);
		if (open.length > 0) {
			const detail = `${portNames(open.map(({port}) => port))} reachable by direct routing`;
			return failAs(
				{detail},
				fromInspect('NetworkSettings.Networks', open[0]?.network.address ?? null),
				...firewallEvidence(open),
			);
		}
		const unclear = routed.filter(one => !isFiltered(one));
		return unclear.length > 0 ? cannotTell(...firewallReasons(unclear)) : pass(...firewallEvidence(routed));
	},

	remedy: () => ({
		text: 'Use Docker 28 or newer, which drops such packets, or set the policy to drop: iptables -P FORWARD DROP.',
		mayBreak: 'Machines that are routed through this host, virtual machines included.',
	}),

	examples: {
		bad: {facts: redis('0.0.0.0'), host: {firewall: openFirewall({})}},
		good: {facts: redis('127.0.0.1'), host: {firewall: openFirewall({})}},
	},
});
