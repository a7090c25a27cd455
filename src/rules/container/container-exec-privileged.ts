import {own} from '../../terminal/safe-text.js';
import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {program} from '../shared/engine-words.js';
import {withExec} from '../shared/examples.js';
import {judgeExecs} from '../shared/execs.js';

export default defineRule({
	slug: 'container-exec-privileged',
	title: 'A privileged command runs in the container',
	cis: cisIds('5.23'),
	severity: 'medium',
	target: 'container',
	rationale: 'It has every capability, whatever the container was started with: a way out of a container that looks harmless.',
	references: ['https://docs.docker.com/reference/cli/docker/container/exec/'],

	check: ({container}) => judgeExecs(container, ({privileged}) => privileged, 'privileged:'),

	remedy: ({engine}) => ({
		text: `Do not use ${program(engine)} exec --privileged; restrict who reaches the API.`,
		mayBreak: 'Maintenance that needs the privilege.',
	}),

	examples: {
		bad: withExec({privileged: true, user: own('root')}),
		good: {ExecIDs: null},
	},
});
