import {cannotTell, cisIds, defineRule, fail, pass} from '../rule.js';
import {asManager} from './shared/manager.js';
import {exampleManager} from './shared/manager-examples.js';

export default defineRule({
	slug: 'swarm-secrets',
	title: 'Swarm stores no secrets',
	cis: cisIds('7.4'),
	severity: 'info',
	target: 'swarm',
	rationale: 'Service passwords are then likely in the environment or the image, where every inspect shows them.',
	references: ['https://docs.docker.com/engine/swarm/secrets/'],

	check: ({engine}) => {
		const manager = asManager(engine);
		if ('judgement' in manager) return manager.judgement;
		const secrets = manager.answers.secrets;
		if (secrets == null) return cannotTell({source: 'engine:/secrets', reason: 'the manager did not list its secrets'});
		const evidence = {source: 'secrets', path: 'count', value: secrets.length};
		return secrets.length === 0 ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({
		text: 'Store them in the swarm: docker secret create NAME FILE, then docker service update --secret-add NAME SERVICE',
	}),

	examples: {
		bad: {facts: exampleManager({secrets: []})},
		good: {facts: exampleManager({secrets: [{ID: 's1', Spec: {Name: 'db'}}]})},
	},
});
