import {exampleInfo} from '../engine/shared/examples-of-engine.js';
import {cannotTell, cisIds, defineRule, fail, fromInfo, infoMissing, pass} from '../rule.js';
import {noSwarm} from './shared/manager.js';

export default defineRule({
	slug: 'swarm-managers',
	title: 'Swarm has an unsuitable number of managers',
	cis: cisIds('7.1'),
	severity: 'low',
	target: 'swarm',
	rationale:
		'With one or two managers, losing one ends control of the swarm; each further one also holds its secrets; an even number adds no fault tolerance.',
	references: ['https://docs.docker.com/engine/swarm/admin_guide/'],

	check: ({engine}) => {
		const none = noSwarm(engine);
		if (none !== null) return none;
		if (engine.swarm === 'worker')
			return cannotTell({source: 'engine:/info', reason: 'this node is a worker: run dockscope on a manager'});
		const managers = engine.raw.info?.Swarm?.Managers;
		if (managers === undefined) return infoMissing('Swarm.Managers');
		const evidence = fromInfo('Swarm.Managers', managers);
		return managers >= 3 && managers <= 7 && managers % 2 === 1 ? pass(evidence) : fail(evidence);
	},

	remedy: () => ({
		text: 'Run three or five managers: docker node promote NODE, or demote those in excess.',
		mayBreak: 'With fewer than half of them reachable, nothing can be changed.',
	}),

	examples: {
		bad: {facts: {swarm: 'manager', raw: exampleInfo({Swarm: {Managers: 1}})}},
		good: {facts: {swarm: 'manager', raw: exampleInfo({Swarm: {Managers: 3}})}},
	},
});
