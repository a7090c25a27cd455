import {trusted} from '../../src/base/index.js';
import {defineRule, fail, fromInfo, infoMissing, pass} from '../../src/judge/rules/rule.js';

const FOUND = trusted('engine-example');

export default defineRule({
	slug: 'engine-example',
	title: 'Say what is wrong, in eight words',
	cis: {},
	severity: 'low',
	target: 'engine',
	rationale: 'Say what an attacker gains from it, or why it matters.',
	references: ['https://docs.docker.com/reference/cli/dockerd/'],

	check: ({engine}) => {
		if (engine.storageDriver === null) return infoMissing('Driver');
		const evidence = fromInfo('Driver', engine.storageDriver);
		return engine.storageDriver === FOUND ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({text: 'Say which setting of the engine to change.', mayBreak: 'Say what may stop working.'}),

	examples: {
		bad: {facts: {storageDriver: FOUND}},
		good: {facts: {storageDriver: trusted('overlay2')}},
	},
});
