import {sanitise} from '../../../base/index.js';
import {exampleInfo} from '../engine/shared/examples-of-engine.js';
import {cannotTell, cisIds, defineRule, fail, fromInfo, infoMissing, pass} from '../rule.js';
import {noSwarm} from './shared/manager.js';

export default defineRule({
	slug: 'swarm-planes',
	title: 'Service traffic shares the swarm management address',
	cis: cisIds('7.9'),
	severity: 'low',
	target: 'swarm',
	rationale: 'Anyone who can reach a service can also probe the control plane, and a flood on one takes down the other.',
	references: ['https://docs.docker.com/engine/swarm/networking/#use-a-separate-interface-for-control-and-data-traffic'],

	check: ({engine, fleet}) => {
		const none = noSwarm(engine);
		if (none !== null) return none;
		const swarm = engine.raw.info?.Swarm;
		if (swarm?.NodeAddr === undefined) return infoMissing('Swarm.NodeAddr');
		const shared = [...fleet.values()].flatMap(({name, ports}) =>
			ports.flatMap(({published}) =>
				published
					.filter(({address}) => address === swarm.NodeAddr || address === '0.0.0.0' || address === '::')
					.map(({address, hostPort}) => ({
						source: 'inspect',
						path: `${name} NetworkSettings.Ports`,
						value: `${address} ${hostPort}`,
					})),
			),
		);
		const management = fromInfo('Swarm.NodeAddr', sanitise(swarm.NodeAddr));
		if (shared.length > 0) return fail(management, ...shared);
		return swarm.Nodes === 1
			? pass(management, fromInfo('Swarm.Nodes', 1))
			: cannotTell({
					source: 'engine:/swarm',
					reason: 'the API does not report the address that overlay networks use between nodes',
				});
	},

	remedy: () => ({
		text: 'Join with --advertise-addr and --data-path-addr on two networks, and publish on the address of the second.',
		mayBreak: 'A node must leave and rejoin to change its addresses.',
	}),

	examples: {
		bad: {
			facts: {swarm: 'manager', raw: exampleInfo({Swarm: {NodeAddr: '192.0.2.10', Nodes: 1}})},
			containers: [{Id: 'c'.repeat(64), Name: '/web', ...publishedEverywhere()}],
		},
		good: {facts: {swarm: 'manager', raw: exampleInfo({Swarm: {NodeAddr: '192.0.2.10', Nodes: 1}})}},
	},
});

function publishedEverywhere() {
	const ports = {'80/tcp': [{HostIp: '0.0.0.0', HostPort: '8080'}]};
	return {
		State: {Status: 'running', Running: true, Pid: 4242},
		HostConfig: {PortBindings: ports},
		NetworkSettings: {Ports: ports},
	};
}
