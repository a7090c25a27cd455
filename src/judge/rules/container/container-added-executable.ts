import {changeFacts, known} from '../../../base/index.js';
import {withReadOnlyRoot} from '../../changes/limit-changes.js';
import {defineRule} from '../rule.js';
import {judgeChanges} from '../shared/judge-changes.js';

export default defineRule({
	slug: 'container-added-executable',
	title: 'Executable added after the container started',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Miners, scanners and web shells arrive as new executables in the writable layer.',
	references: ['https://docs.docker.com/reference/cli/docker/container/diff/'],

	check: ({container}) => judgeChanges(container, 'executables', 'added:'),

	remedy: ({container}) => ({
		...withReadOnlyRoot(container, '/tmp:noexec'),
		text: 'Find out where it came from, keep a copy, and recreate the container from its image.',
		mayBreak: 'Anything that installs or unpacks programs at startup.',
	}),

	examples: {
		bad: {facts: {changes: known(changeFacts([{Path: '/usr/bin/curl', Kind: 1}], null, new Map([['/usr/bin/curl', 0o755]])))}},
		good: {facts: {changes: known(changeFacts([{Path: '/data/log', Kind: 1}], null))}},
	},
});
