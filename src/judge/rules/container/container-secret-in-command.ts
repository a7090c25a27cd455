import {defineRule} from '../rule.js';
import {judgeSecrets} from '../shared/judge-secrets.js';

const fields = ['Config.Cmd', 'Config.Entrypoint', 'Config.Healthcheck'];

export default defineRule({
	slug: 'container-secret-in-command',
	title: 'Secret in the command line',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Anyone who can list processes on the host or inspect the container can read it.',
	references: ['https://docs.docker.com/compose/how-tos/use-secrets/', 'proc(5)'],

	check: ({container}) => judgeSecrets(container, fields, 'in the command'),

	remedy: () => ({
		text: 'Pass it as a file under /run/secrets, and only that path on the command line. Rotate the secret.',
		mayBreak: 'Programs that accept it only on the command line.',
	}),

	examples: {
		bad: {Config: {Cmd: ['server', '--password=correct-horse-battery']}},
		good: {Config: {Cmd: ['server', '--password-file=/run/secrets/db']}},
	},
});
