import {known} from '../../answers/index.js';
import {own} from '../../terminal/safe-text.js';
import {defineRule} from '../rule.js';
import {judgeChanges} from '../shared/changes.js';

export default defineRule({
	slug: 'container-added-executable',
	title: 'A program was added after the start',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Miners, scanners and web shells arrive as new programs in the writable layer.',
	references: ['https://docs.docker.com/reference/cli/docker/container/diff/'],

	check: ({container}) => judgeChanges(container, 'executables', 'added:'),

	remedy: () => ({
		text: 'Find out where it came from, keep a copy, and make the container again from its image.',
		add: ['--read-only', '--tmpfs /tmp:noexec'],
		mayBreak: 'What installs or unpacks programs when it starts.',
	}),

	examples: {
		bad: {facts: {changes: known({systemPaths: [own('/usr/bin/curl')], executables: [own('/usr/bin/curl')], total: 1})}},
		good: {facts: {changes: known({systemPaths: [], executables: [], total: 3})}},
	},
});
