import {defineRule, fail, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {fromInfo, infoMissing} from '../shared/evidence.js';

export default defineRule({
	slug: 'engine-swarm-mode',
	title: 'Swarm mode is on',
	cis: cisIds('5.1'),
	severity: 'low',
	target: 'engine',
	rationale: 'It opens a management port and a control plane to the network; where no swarm is needed that is only surface.',
	references: ['https://docs.docker.com/engine/swarm/'],

	check: ({engine: {swarm}}) => {
		if (swarm === 'unknown') return infoMissing('Swarm.LocalNodeState');
		const evidence = fromInfo('Swarm.LocalNodeState', swarm);
		return swarm === 'inactive' ? pass(evidence) : fail(evidence);
	},

	remedy: () => ({
		text: 'Leave the swarm if nothing runs as a service: docker swarm leave --force',
		mayBreak: 'Services, configs, secrets and overlay networks of the swarm.',
	}),

	examples: {
		bad: {facts: {swarm: 'manager'}},
		good: {facts: {swarm: 'inactive'}},
	},
});
