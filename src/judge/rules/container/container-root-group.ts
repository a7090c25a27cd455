import {known} from '../../../base/index.js';
import {each} from '../../changes/run-option.js';
import {asUser} from '../../changes/user-changes.js';
import {cannotTell, defineRule, failAs, fromInspect, fromTop, notApplicable, pass} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import {whyUserUnknown} from '../shared/effective-user.js';
import {exampleProcess} from '../shared/examples.js';
import {isRootGroup, supplementaryGroups} from '../shared/groups.js';
import {uidsAreShifted} from '../shared/root-processes.js';

/** The group of the first process: from /proc or the list of processes, else as configured. */
function groupOf({container, engine}: ContainerScope): number | null {
	const {truth, processes, user} = container;
	// Then both show groups of the host.
	if (uidsAreShifted(container, engine)) return user.gid;
	if (truth.known && truth.value.gids[1] !== undefined) return truth.value.gids[1];
	const first = processes.known ? processes.value[0] : undefined;
	return first?.gid ?? user.gid;
}

export default defineRule({
	slug: 'container-root-group',
	title: 'Container user is in the root group',
	cis: {},
	severity: 'low',
	target: 'container',
	rationale: 'It can access files that the root group can read or write, in the image and in host mounts.',
	references: ['https://docs.docker.com/reference/dockerfile/#user', 'credentials(7)'],
	mitigatedBy: ['rootless', 'userns'],

	check: scope => {
		const {user} = scope.container;
		if (user.isRoot === true) return notApplicable('it runs as root');
		const group = groupOf(scope);
		const evidence = [fromInspect('Config.User', user.configured), ...(group === null ? [] : [fromTop('gid', group)])];
		if (group === 0)
			return failAs(
				{detail: `${user.configured} runs with group 0${user.gidIsImplicit ? ', because no group is set' : ''}`},
				...evidence,
			);
		const others = supplementaryGroups(scope);
		const supplementary = others.size === 0 ? [] : [fromTop('supplementary groups', [...others].join(', '))];
		if (others.has('0'))
			return failAs({detail: `${user.configured} has group 0 as a supplementary group`}, ...evidence, ...supplementary);
		if (group !== null) return pass(...evidence, ...supplementary);
		return cannotTell({
			source: 'inspect:Config.User',
			reason: whyUserUnknown(user, scope.image),
		});
	},

	remedy: scope => {
		const uid = scope.container.user.uid ?? 10_001;
		const user = asUser(scope.container, scope.image, uid, groupOf(scope) || uid);
		return {
			// With a group given, those of the image's /etc/group are not taken.
			text: 'Set a group too, and add no group 0.',
			remove: [...user.remove, ...each('--group-add', scope.container.user.groupAdd.filter(isRootGroup))],
			add: user.add,
			mayBreak: 'Images that assign their files to the root group on purpose (OpenShift).',
		};
	},

	examples: {
		bad: {
			Config: {User: '1000'},
			facts: {
				processes: known([exampleProcess('web', {gid: 0})]),
			},
		},
		good: {Config: {User: '1000:1000'}},
	},
});
