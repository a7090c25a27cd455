import {trusted} from '../../../base/index.js';
import {defineRule} from '../rule.js';
import {withExec} from '../shared/examples.js';
import {isShell, judgeExecs} from '../shared/execs.js';

export default defineRule({
	slug: 'container-live-shell',
	title: 'Interactive shell session is running',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'Hands-on access leaves no trace in the image, and an attacker with access to the API looks exactly like this.',
	references: ['https://docs.docker.com/reference/cli/docker/container/exec/'],

	check: ({container}) => judgeExecs(container, isShell, 'shell session:'),

	remedy: () => ({
		text: 'Find out who opened it (docker events), and restrict access to the API.',
		mayBreak: 'Maintenance that needs a shell.',
	}),

	examples: {
		bad: withExec({user: trusted('1000')}),
		good: {ExecIDs: null},
	},
});
