import {known} from '../../answers/index.js';
import {cannotTell, defineRule, fail, notApplicable, pass} from '../rule.js';
import {onHost} from '../shared/evidence.js';
import {examplePublished, openPorts} from './shared/published.js';

export default defineRule({
	slug: 'engine-firewall-bypass',
	title: 'Published ports pass by the firewall of the host',
	cis: {},
	beyond: 'X-UFW',
	severity: 'high',
	target: 'engine',
	attack:
		'The engine redirects published ports before ufw and firewalld look: a deny rule there has no effect, and the port is open to the network.',
	references: ['https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-and-ufw'],

	check: ({host, fleet}) => {
		if (host === null) return cannotTell({source: 'host:firewall', reason: 'the host of the engine cannot be read'});
		if (!host.firewall.known) return cannotTell(host.firewall.reason);
		const {ufw, firewalld, dockerUserFilters} = host.firewall.value;
		if (ufw === null) return cannotTell({source: 'host:/etc/ufw/ufw.conf', reason: 'cannot be read: run dockscope as root'});
		if (!ufw && firewalld !== true) return notApplicable('the host runs neither ufw nor firewalld');
		const ports = openPorts(fleet, 'any');
		if (ports.length === 0) return notApplicable('no container publishes a port beyond loopback');
		if (dockerUserFilters === null)
			return cannotTell({source: 'host:iptables', reason: 'the chain DOCKER-USER is visible to root alone'});
		const evidence = [
			onHost(ufw ? 'ufw' : 'firewalld', 'on'),
			onHost('iptables -S DOCKER-USER', dockerUserFilters ? 'filters' : 'filters nothing'),
		];
		return dockerUserFilters ? pass(...evidence) : fail(...evidence, ...ports);
	},

	remedy: () => ({
		text: 'Publish on an address (-p 127.0.0.1:8080:80), or put rules into the chain DOCKER-USER: iptables -I DOCKER-USER -i eth0 ! -s 192.0.2.0/24 -j DROP',
		mayBreak: 'Clients that were never meant to reach the port.',
	}),

	examples: {
		bad: {
			host: {firewall: known({ufw: true, firewalld: false, dockerUserFilters: false, ipv6Filtered: null})},
			containers: [examplePublished('0.0.0.0')],
		},
		good: {
			host: {firewall: known({ufw: true, firewalld: false, dockerUserFilters: true, ipv6Filtered: null})},
			containers: [examplePublished('0.0.0.0')],
		},
	},
});
