import {defineRule} from '../rule.js';
import {judgeSecrets} from '../shared/secrets.js';

const fields = ['Config.Cmd', 'Config.Entrypoint', 'Config.Healthcheck'];

export default defineRule({
	slug: 'container-secret-in-command',
	title: 'Secret stands in the command line',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Everyone on the host who may list processes reads it, and so does whoever inspects the container.',
	references: ['https://docs.docker.com/compose/how-tos/use-secrets/', 'proc(5)'],

	check: ({container}) => judgeSecrets(container, fields, 'in the command'),

	remedy: () => ({
		text: 'Give it as a file below /run/secrets, and the path of that file on the command line. Change the secret.',
		mayBreak: 'Programs that take it on the command line alone.',
	}),

	examples: {
		bad: {Config: {Cmd: ['server', '--password=correct-horse-battery']}},
		good: {Config: {Cmd: ['server', '--password-file=/run/secrets/db']}},
	},
});
