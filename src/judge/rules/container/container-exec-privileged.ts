import {trusted} from '../../../base/index.js';
import {cisIds, defineRule} from '../rule.js';
import {program} from '../shared/engine-words.js';
import {withExec} from '../shared/examples.js';
import {judgeExecs} from '../shared/execs.js';

export default defineRule({
	slug: 'container-exec-privileged',
	title: 'Privileged exec session is running',
	cis: cisIds('5.23'),
	severity: 'medium',
	target: 'container',
	rationale:
		'It has every capability, no matter how the container was started: an escape vector in a container that looks harmless.',
	references: ['https://docs.docker.com/reference/cli/docker/container/exec/'],

	check: ({container}) => judgeExecs(container, ({privileged}) => privileged, 'privileged:'),

	remedy: ({engine}) => ({
		text: `Do not use ${program(engine)} exec --privileged, and restrict access to the API.`,
		mayBreak: 'Maintenance that needs the privileges.',
	}),

	examples: {
		bad: withExec({privileged: true, user: trusted('root')}),
		good: {ExecIDs: null},
	},
});
