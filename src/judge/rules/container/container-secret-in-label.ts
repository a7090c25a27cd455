import {defineRule} from '../rule.js';
import {judgeSecrets} from '../shared/judge-secrets.js';

const fields = ['Config.Labels'];

export default defineRule({
	slug: 'container-secret-in-label',
	title: 'Secret in a label',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Labels are listed with the container, and reverse proxies and monitoring copy them elsewhere.',
	references: ['https://docs.docker.com/compose/how-tos/use-secrets/', 'proc(5)'],

	check: ({container}) => judgeSecrets(container, fields, 'in a label'),

	remedy: () => ({
		text: 'Pass it as a file under /run/secrets, and at most its path in a label. Rotate the secret.',
		mayBreak: 'Proxies that read passwords from labels: use a file instead.',
	}),

	examples: {
		bad: {Config: {Labels: {'proxy.db.password': 'correct-horse-battery'}}},
		good: {Config: {Labels: {'proxy.password-file': '/run/secrets/proxy'}}},
	},
});
