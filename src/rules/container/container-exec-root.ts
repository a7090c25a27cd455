import {known} from '../../answers/index.js';
import {own} from '../../terminal/safe-text.js';
import {defineRule, failAs} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {executed} from '../shared/evidence.js';
import {judgeExecs, runsAsRoot} from '../shared/execs.js';

export default defineRule({
	slug: 'container-exec-root',
	title: 'A command runs as root in a container of another user',
	cis: cisIds('5.24'),
	severity: 'medium',
	target: 'container',
	attack: 'Root changes what the user of the container may not: its programs, its files, its mounts.',
	references: ['https://docs.docker.com/reference/cli/docker/container/exec/'],

	check: ({container}) =>
		judgeExecs(
			container,
			exec => container.user.isRoot === false && runsAsRoot(container, exec),
			found =>
				failAs(
					{detail: `as root: ${found.map(({command}) => command).join(', ')}`},
					...found.map(one => executed(one.id.slice(0, 12), one.command)),
				),
		),

	remedy: () => ({
		text: 'Use docker exec without --user root; restrict who reaches the API.',
		mayBreak: 'Maintenance that needs the privilege.',
	}),

	examples: {
		bad: {
			ExecIDs: ['e1'],
			Config: {User: '1000'},
			facts: {
				execs: known([{id: 'e1', running: true, privileged: false, user: own('0'), command: own('sh'), isHealthcheck: false}]),
			},
		},
		good: {ExecIDs: null},
	},
});
