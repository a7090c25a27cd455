import {known} from '../../answers/index.js';
import {own} from '../../terminal/safe-text.js';
import {defineRule, failAs} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {executed} from '../shared/evidence.js';
import {judgeExecs} from '../shared/execs.js';

export default defineRule({
	slug: 'container-exec-privileged',
	title: 'A privileged command runs in the container',
	cis: cisIds('5.23'),
	severity: 'medium',
	target: 'container',
	attack: 'It has every capability, whatever the container was started with: a way out of a container that looks harmless.',
	references: ['https://docs.docker.com/reference/cli/docker/container/exec/'],

	check: ({container}) =>
		judgeExecs(
			container,
			({privileged}) => privileged,
			found =>
				failAs(
					{detail: `privileged: ${found.map(({command}) => command).join(', ')}`},
					...found.map(one => executed(one.id.slice(0, 12), one.command)),
				),
		),

	remedy: () => ({
		text: 'Do not use docker exec --privileged; restrict who reaches the API.',
		mayBreak: 'Maintenance that needs the privilege.',
	}),

	examples: {
		bad: {
			ExecIDs: ['e1'],
			Config: {User: '1000'},
			facts: {
				execs: known([{id: 'e1', running: true, privileged: true, user: own('root'), command: own('sh'), isHealthcheck: false}]),
			},
		},
		good: {ExecIDs: null},
	},
});
