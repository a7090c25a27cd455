import {own} from '../../terminal/safe-text.js';
import {defineRule, fail, pass} from '../rule.js';
import {program} from '../shared/engine-words.js';

const SSH = own('22/tcp');

export default defineRule({
	slug: 'image-ssh-port',
	title: 'Image exposes an SSH port',
	cis: {},
	severity: 'low',
	target: 'image',
	rationale: 'A login service in an image brings keys and passwords of its own, past the audit of the host.',
	references: ['https://docs.docker.com/reference/dockerfile/#expose'],

	check: ({image}) => {
		const evidence = {source: 'image', path: 'Config.ExposedPorts', value: image.exposedPorts.join(', ') || 'none'};
		return image.exposedPorts.includes(SSH) ? fail(evidence) : pass(evidence);
	},

	remedy: ({engine}) => ({
		text: `Leave sshd out: ${program(engine)} exec reaches the container, and is audited.`,
		mayBreak: 'Those who log in by it.',
	}),

	examples: {
		bad: {Config: {ExposedPorts: {'22/tcp': {}}}},
		good: {Config: {ExposedPorts: {'443/tcp': {}}}},
	},
});
