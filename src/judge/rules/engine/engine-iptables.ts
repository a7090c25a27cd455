import {exampleDaemon} from '../host/shared/host-files.js';
import {cisIds, defineRule, fail, failAs, fromHost, pass} from '../rule.js';
import {advise, daemonOption} from './shared/daemon-option.js';

export default defineRule({
	slug: 'engine-iptables',
	title: 'Engine does not manage firewall rules (iptables)',
	cis: cisIds('2.4'),
	severity: 'medium',
	target: 'engine',
	rationale:
		'Networks are not isolated, and containers can reach each other and the host, unless someone writes all the rules by hand.',
	references: ['https://docs.docker.com/engine/network/packet-filtering-firewalls/'],

	check: scope => {
		const option = daemonOption(scope, 'iptables');
		if ('judgement' in option) return option.judgement;
		if (option.value === false) return fail(fromHost(`${option.path} iptables`, false));
		const v6 = daemonOption(scope, 'ip6tables');
		return 'value' in v6 && v6.value === false
			? failAs({severity: 'low', detail: 'for IPv6'}, fromHost(`${option.path} ip6tables`, false))
			: pass(fromHost(`${option.path} iptables`, option.value === true ? true : 'not set (true)'));
	},

	remedy: scope => ({
		text: advise(
			scope,
			['iptables', 'ip6tables'],
			'Remove "iptables": false and "ip6tables": false from daemon.json, and put your own rules in the DOCKER-USER chain.',
		),
		mayBreak: 'Hand-written rules that replace those of the engine.',
	}),

	examples: {
		bad: {host: {daemon: exampleDaemon({iptables: false})}},
		good: {host: {daemon: exampleDaemon({})}},
	},
});
