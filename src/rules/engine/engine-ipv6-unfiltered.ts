import {known} from '../../answers/index.js';
import {cannotTell, defineRule, fail, notApplicable, pass} from '../rule.js';
import {onHost} from '../shared/evidence.js';
import {examplePublished, openPorts} from './shared/published.js';

export default defineRule({
	slug: 'engine-ipv6-unfiltered',
	title: 'Ports are published over IPv6 where nothing filters it',
	cis: {},
	beyond: 'X-IPV6',
	severity: 'medium',
	target: 'engine',
	attack: 'A firewall that knows IPv4 alone leaves the same port open on the IPv6 address of the host.',
	references: ['https://docs.docker.com/engine/daemon/ipv6/'],

	check: ({host, fleet}) => {
		const ports = openPorts(fleet, 'ipv6');
		if (ports.length === 0) return notApplicable('no container publishes a port over IPv6');
		if (host === null) return cannotTell({source: 'host:ip6tables', reason: 'the host of the engine cannot be read'});
		if (!host.firewall.known) return cannotTell(host.firewall.reason);
		const filtered = host.firewall.value.ipv6Filtered;
		if (filtered === null)
			return cannotTell({source: 'host:ip6tables', reason: 'its rules are visible to root alone, on the network of the engine'});
		const evidence = onHost('ip6tables -S', filtered ? 'filters' : 'filters nothing');
		return filtered ? pass(evidence) : fail(evidence, ...ports);
	},

	remedy: () => ({
		text: 'Publish on IPv4 alone (-p 0.0.0.0:8080:80 or an address), or set "ip6tables": true and filter IPv6 as IPv4.',
		mayBreak: 'Clients that come by IPv6.',
	}),

	examples: {
		bad: {
			host: {firewall: known({ufw: false, firewalld: false, dockerUserFilters: null, ipv6Filtered: false})},
			containers: [examplePublished('::')],
		},
		good: {
			host: {firewall: known({ufw: false, firewalld: false, dockerUserFilters: null, ipv6Filtered: true})},
			containers: [examplePublished('::')],
		},
	},
});
