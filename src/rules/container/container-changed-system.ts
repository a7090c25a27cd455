import {known} from '../../answers/index.js';
import {own} from '../../terminal/safe-text.js';
import {defineRule} from '../rule.js';
import {judgeChanges} from '../shared/changes.js';

export default defineRule({
	slug: 'container-changed-system',
	title: 'Programs or settings of the image have been changed',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'A replaced program or a changed setting may be what an attacker left behind.',
	references: ['https://docs.docker.com/reference/cli/docker/container/diff/'],

	check: ({container}) => judgeChanges(container, 'systemPaths', 'changed:'),

	remedy: () => ({
		text: 'Find out who changed them; build the change into the image and make the root file system read-only.',
		add: ['--read-only', '--tmpfs /tmp'],
		mayBreak: 'What installs packages or writes settings when it starts.',
	}),

	examples: {
		bad: {facts: {changes: known({systemPaths: [own('/usr/bin/curl')], executables: [own('/usr/bin/curl')], total: 1})}},
		good: {facts: {changes: known({systemPaths: [], executables: [], total: 3})}},
	},
});
