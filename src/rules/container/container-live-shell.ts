import {known} from '../../answers/index.js';
import {own} from '../../terminal/safe-text.js';
import {defineRule, failAs} from '../rule.js';
import {executed} from '../shared/evidence.js';
import {isShell, judgeExecs} from '../shared/execs.js';

export default defineRule({
	slug: 'container-live-shell',
	title: 'A person works in the container with a shell',
	cis: {},
	beyond: 'X-EXEC-LIVE',
	severity: 'medium',
	target: 'container',
	attack: 'Hands-on access leaves no trace in the image, and an attacker with access to the API looks just like this.',
	references: ['https://docs.docker.com/reference/cli/docker/container/exec/'],

	check: ({container}) =>
		judgeExecs(container, isShell, found =>
			failAs(
				{detail: `open shell: ${found.map(({command}) => command).join(', ')}`},
				...found.map(one => executed(one.id.slice(0, 12), one.command)),
			),
		),

	remedy: () => ({
		text: 'Find out who it is (docker events), and restrict who reaches the API.',
		mayBreak: 'Maintenance that needs the privilege.',
	}),

	examples: {
		bad: {
			ExecIDs: ['e1'],
			Config: {User: '1000'},
			facts: {
				execs: known([{id: 'e1', running: true, privileged: false, user: own('1000'), command: own('sh'), isHealthcheck: false}]),
			},
		},
		good: {ExecIDs: null},
	},
});
