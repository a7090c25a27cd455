import {bracketed, type HostFacts, known, sanitise, trusted} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, fail, fromHost, notApplicable, pass} from '../rule.js';
import {noSwarm} from './shared/manager.js';

const MANAGEMENT = 2377;

export default defineRule({
	slug: 'swarm-listen-address',
	title: 'Swarm management port listens on all interfaces',
	cis: cisIds('7.2'),
	severity: 'medium',
	target: 'swarm',
	rationale: "The managers' port is reachable from networks that have nothing to do with the swarm.",
	references: ['https://docs.docker.com/engine/swarm/swarm-tutorial/create-swarm/'],

	check: ({engine, host}) => {
		const none = noSwarm(engine);
		if (none !== null) return none;
		if (engine.swarm === 'worker') return notApplicable('only managers listen on this port');
		if (host === null) return cannotTell({source: 'host:/proc/net/tcp', reason: 'the host of the engine cannot be read'});
		if (!host.daemonListens.known) return cannotTell(host.daemonListens.reason);
		const sockets = host.daemonListens.value.filter(({port}) => port === MANAGEMENT);
		if (sockets.length === 0)
			return cannotTell({
				source: 'host:/proc/net/tcp',
				reason: `dockerd does not listen on ${MANAGEMENT}: it uses another port`,
			});
		const evidence = sockets.map(({address, port}) => fromHost('dockerd listens', `${bracketed(address)}:${port}`));
		return sockets.some(({address}) => address === '0.0.0.0' || address === '::') ? fail(...evidence) : pass(...evidence);
	},

	remedy: () => ({
		text: 'Have managers join with --listen-addr ADDRESS:2377 on their private network; until then, filter the port.',
		mayBreak: 'Reinitialising the swarm creates a new one.',
	}),

	examples: {
		bad: {facts: {swarm: 'manager'}, host: {daemonListens: exampleSocket('::')}},
		good: {facts: {swarm: 'manager'}, host: {daemonListens: exampleSocket('192.0.2.10')}},
	},
});

function exampleSocket(address: string): HostFacts['daemonListens'] {
	const family = address.includes(':') ? 6 : 4;
	return known([{protocol: 'tcp', family, address: sanitise(address), port: MANAGEMENT, process: trusted('dockerd')}]);
}
