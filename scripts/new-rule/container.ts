import {option} from '../../src/judge/changes/run-option.js';
import {defineRule, fail, fromInspect, pass} from '../../src/judge/rules/rule.js';

export default defineRule({
	slug: 'container-example',
	title: 'Say what is wrong, in eight words',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'Say what an attacker gains from it, or why it matters.',
	references: ['docker-run(1)'],

	check: ({container}) => {
		const label = container.labels.find(({name}) => name === 'container-example');
		return label === undefined
			? pass(fromInspect('Config.Labels', 'no such label'))
			: fail(fromInspect(`Config.Labels["${label.name}"]`, label.value));
	},

	remedy: () => ({
		text: 'Say what to do.',
		remove: [option('--label', 'container-example')],
		mayBreak: 'Say what may stop working.',
	}),

	examples: {
		bad: {Config: {Labels: {'container-example': 'true'}}},
		good: {Config: {Labels: {}}},
	},
});
