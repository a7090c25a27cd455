import {trusted} from '../../../base/index.js';
import {cisIds, defineRule} from '../rule.js';
import {program} from '../shared/engine-words.js';
import {withExec} from '../shared/examples.js';
import {judgeExecs, runsAsRoot} from '../shared/execs.js';

export default defineRule({
	slug: 'container-exec-root',
	title: 'Exec session runs as root in non-root container',
	cis: cisIds('5.24'),
	severity: 'medium',
	target: 'container',
	rationale: "Root can change what the container's user cannot: its programs, files and mounts.",
	references: ['https://docs.docker.com/reference/cli/docker/container/exec/'],

	check: ({container, engine}) =>
		judgeExecs(container, exec => container.user.isRoot !== true && runsAsRoot(container, engine, exec), 'as root:'),

	remedy: ({engine}) => ({
		text: `Use ${program(engine)} exec without --user root, and restrict access to the API.`,
		mayBreak: 'Maintenance that needs the privileges.',
	}),

	examples: {
		bad: withExec({user: trusted('0'), isRoot: true}),
		good: {ExecIDs: null},
	},
});
