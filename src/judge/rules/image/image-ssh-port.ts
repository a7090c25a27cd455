import {trusted} from '../../../base/index.js';
import {defineRule, fail, pass} from '../rule.js';
import {program} from '../shared/engine-words.js';

const SSH = trusted('22/tcp');

export default defineRule({
	slug: 'image-ssh-port',
	title: 'Image exposes an SSH port',
	cis: {},
	severity: 'low',
	target: 'image',
	rationale: "An SSH service in an image has its own keys and passwords, and its logins bypass the host's audit log.",
	references: ['https://docs.docker.com/reference/dockerfile/#expose'],

	check: ({image}) => {
		const evidence = {source: 'image', path: 'Config.ExposedPorts', value: image.exposedPorts.join(', ') || 'none'};
		return image.exposedPorts.includes(SSH) ? fail(evidence) : pass(evidence);
	},

	remedy: ({engine}) => ({
		text: `Leave out sshd: ${program(engine)} exec gives access to the container and is audited.`,
		mayBreak: 'Users who log in over SSH.',
	}),

	examples: {
		bad: {Config: {ExposedPorts: {'22/tcp': {}}}},
		good: {Config: {ExposedPorts: {'443/tcp': {}}}},
	},
});
