import {cannotTell, defineRule, fail, pass} from '../../src/judge/rules/rule.js';
import {asManager} from '../../src/judge/rules/swarm/shared/manager.js';
import {exampleManager} from '../../src/judge/rules/swarm/shared/manager-examples.js';

export default defineRule({
	slug: 'swarm-example',
	title: 'Say what is wrong, in eight words',
	cis: {},
	severity: 'low',
	target: 'swarm',
	rationale: 'Say what an attacker gains from it, or why it matters.',
	references: ['https://docs.docker.com/engine/swarm/'],

	check: ({engine}) => {
		const manager = asManager(engine);
		if ('judgement' in manager) return manager.judgement;
		const {nodes} = manager.answers;
		if (nodes == null) return cannotTell({source: 'engine:/nodes', reason: 'the engine reported no nodes'});
		const evidence = {source: 'nodes', path: 'length', value: nodes.length};
		return nodes.length === 0 ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({text: 'Say which docker swarm command to run.', mayBreak: 'Say what may stop working.'}),

	examples: {
		bad: {facts: exampleManager({nodes: []})},
		good: {facts: exampleManager({nodes: [{ID: 'n1'}]})},
	},
});
