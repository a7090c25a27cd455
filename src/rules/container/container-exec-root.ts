import {own} from '../../terminal/safe-text.js';
import {defineRule} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {program} from '../shared/engine-words.js';
import {withExec} from '../shared/examples.js';
import {judgeExecs, runsAsRoot} from '../shared/execs.js';

export default defineRule({
	slug: 'container-exec-root',
	title: 'A command runs as root in a container of another user',
	cis: cisIds('5.24'),
	severity: 'medium',
	target: 'container',
	rationale: 'Root changes what the user of the container may not: its programs, its files, its mounts.',
	references: ['https://docs.docker.com/reference/cli/docker/container/exec/'],

	check: ({container, engine}) =>
		judgeExecs(container, exec => container.user.isRoot !== true && runsAsRoot(container, engine, exec), 'as root:'),

	remedy: ({engine}) => ({
		text: `Use ${program(engine)} exec without --user root; restrict who reaches the API.`,
		mayBreak: 'Maintenance that needs the privilege.',
	}),

	examples: {
		bad: withExec({user: own('0'), isRoot: true}),
		good: {ExecIDs: null},
	},
});
