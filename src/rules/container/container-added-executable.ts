import {known} from '../../answers/index.js';
import {own} from '../../terminal/safe-text.js';
import {defineRule, failAs, pass} from '../rule.js';
import {changed, inspected, notSeen} from '../shared/evidence.js';

export default defineRule({
	slug: 'container-added-executable',
	title: 'A program was added after the start',
	cis: {},
	beyond: 'X-ADDED-EXE',
	severity: 'medium',
	target: 'container',
	attack: 'Miners, scanners and web shells arrive as new programs in the writable layer.',
	references: ['https://docs.docker.com/reference/cli/docker/container/diff/'],

	check: ({container}) => {
		if (container.readOnlyRoot) return pass(inspected('HostConfig.ReadonlyRootfs', true));
		if (!container.changes.known) return notSeen(container.changes);
		const {executables: paths} = container.changes.value;
		if (paths.length === 0) return pass(changed('Path', 'no program was added'));
		const rest = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
		return failAs(
			{detail: `added: ${paths.slice(0, 3).join(', ')}${rest}`},
			...paths.slice(0, 20).map(path => changed('Path', path)),
		);
	},

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
