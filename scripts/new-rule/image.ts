import {trusted} from '../../src/base/index.js';
import {defineRule, fail, pass} from '../../src/judge/rules/rule.js';

const FOUND = trusted('1/tcp');

export default defineRule({
	slug: 'image-example',
	title: 'Say what is wrong, in eight words',
	cis: {},
	severity: 'low',
	target: 'image',
	rationale: 'Say what an attacker gains from it, or why it matters.',
	references: ['https://docs.docker.com/reference/dockerfile/'],

	check: ({image}) => {
		const evidence = {source: 'image', path: 'Config.ExposedPorts', value: image.exposedPorts.join(', ') || 'none'};
		return image.exposedPorts.includes(FOUND) ? fail(evidence) : pass(evidence);
	},

	remedy: () => ({text: 'Say what to change in the Dockerfile.', mayBreak: 'Say what may stop working.'}),

	examples: {
		bad: {Config: {ExposedPorts: {'1/tcp': {}}}},
		good: {Config: {ExposedPorts: {'443/tcp': {}}}},
	},
});
