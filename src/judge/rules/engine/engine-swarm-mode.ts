import {cisIds, defineRule, fail, fromInfo, infoMissing, pass} from '../rule.js';

export default defineRule({
	slug: 'engine-swarm-mode',
	title: 'Swarm mode is enabled',
	cis: cisIds('5.1'),
	severity: 'low',
	target: 'engine',
	rationale:
		'It exposes a management port and a control plane to the network; without a need for a swarm that is unnecessary attack surface.',
	references: ['https://docs.docker.com/engine/swarm/'],

	check: ({engine: {swarm}}) => {
		if (swarm === 'unknown') return infoMissing('Swarm.LocalNodeState');
		const evidence = fromInfo('Swarm.LocalNodeState', swarm);
		return swarm === 'inactive' ? pass(evidence) : fail(evidence);
	},

	remedy: () => ({
		text: 'Leave the swarm if no services run in it: docker swarm leave --force',
		mayBreak: 'Services, configs, secrets and overlay networks of the swarm.',
	}),

	examples: {
		bad: {facts: {swarm: 'manager'}},
		good: {facts: {swarm: 'inactive'}},
	},
});
