import {known} from '../../answers/index.js';
import {own} from '../../terminal/safe-text.js';
import {defineRule, failAs, pass} from '../rule.js';
import {changed, inspected, notSeen} from '../shared/evidence.js';

export default defineRule({
	slug: 'container-changed-system',
	title: 'Programs or settings of the image have been changed',
	cis: {},
	beyond: 'X-RWDATA',
	severity: 'low',
	target: 'container',
	attack: 'A replaced program or a changed setting may be what an attacker left behind.',
	references: ['https://docs.docker.com/reference/cli/docker/container/diff/'],

	check: ({container}) => {
		if (container.readOnlyRoot) return pass(inspected('HostConfig.ReadonlyRootfs', true));
		if (!container.changes.known) return notSeen(container.changes);
		const {systemPaths: paths} = container.changes.value;
		if (paths.length === 0) return pass(changed('Path', 'no change in system directories'));
		const rest = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
		return failAs(
			{detail: `changed: ${paths.slice(0, 3).join(', ')}${rest}`},
			...paths.slice(0, 20).map(path => changed('Path', path)),
		);
	},

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
