import {known} from '../../../base/index.js';
import {exampleDaemon} from '../host/shared/host-files.js';
import {cisIds, defineRule, fail, fromHost, notApplicable, pass} from '../rule.js';
import {advise, daemonOption} from './shared/daemon-option.js';

export default defineRule({
	slug: 'engine-userland-proxy',
	title: 'Userland proxy is enabled',
	cis: cisIds('2.16', '2.17'),
	severity: 'low',
	target: 'engine',
	rationale: "It adds a process for each published port and hides the client's address from the container.",
	references: ['https://docs.docker.com/engine/network/packet-filtering-firewalls/'],

	check: scope => {
		if (scope.engine.kind === 'podman')
			return notApplicable("Podman publishes ports with firewall rules or its user's network stack");
		const {host} = scope;
		if (host?.dockerProxies.known === true && host.dockerProxies.value > 0) {
			return fail(fromHost('docker-proxy processes', host.dockerProxies.value));
		}
		const option = daemonOption(scope, 'userland-proxy');
		if ('judgement' in option) return option.judgement;
		return option.value === false
			? pass(fromHost(`${option.path} userland-proxy`, false))
			: fail(fromHost(`${option.path} userland-proxy`, option.value === undefined ? 'not set (true)' : true));
	},

	remedy: scope => ({
		text: advise(scope, ['userland-proxy'], 'Set "userland-proxy": false in daemon.json and restart the engine.'),
		mayBreak: 'Access to published ports over ::1 on hosts without IPv6 firewall rules.',
	}),

	examples: {
		bad: {host: {daemon: exampleDaemon({}), dockerProxies: known(2)}},
		good: {host: {daemon: exampleDaemon({'userland-proxy': false}), dockerProxies: known(0)}},
	},
});
