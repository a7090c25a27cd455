import {counted, known, trusted} from '../../../base/index.js';
import {withNoNewPrivileges} from '../../changes/confinement.js';
import {defineRule, failAs, fromHost, fromImage, fromInspect, infoMissing, notApplicable, notSeen, pass} from '../rule.js';
import {imageNotSeen} from '../shared/unseen-image.js';

export default defineRule({
	slug: 'container-setuid-files',
	title: 'Non-root user can escalate through setuid files',
	cis: {},
	severity: 'medium',
	target: 'container',
	rationale: 'A flaw in one setuid program of the image makes the unprivileged user root in the container.',
	references: ['execve(2)', 'prctl(2), PR_SET_NO_NEW_PRIVS'],
	mitigatedBy: ['userns'],

	check: scope => {
		const {image} = scope;
		const {user, noNewPrivileges, setuidPrograms, privilegedPrograms} = scope.container;
		const blocked = fromInspect('HostConfig.SecurityOpt', `no-new-privileges ${noNewPrivileges.on ? 'on' : 'off'}`);
		if (noNewPrivileges.on === true) return pass(blocked);
		if (user.isRoot === true) return notApplicable('it starts as root, so there is nothing to gain');
		if (image === null && !privilegedPrograms.known) return imageNotSeen(scope);
		if (noNewPrivileges.on === null) return infoMissing('SecurityOptions');
		if (!setuidPrograms.known) return notSeen(setuidPrograms);
		const files = (privilegedPrograms.known ? fromHost : fromImage)('setuid files', setuidPrograms.value);
		if (setuidPrograms.value.length === 0) return pass(blocked, files);
		return failAs(
			{
				detail: `${counted(setuidPrograms.value.length, 'setuid file')}, and no-new-privileges is off`,
			},
			blocked,
			files,
		);
	},

	remedy: ({container}) => ({
		...withNoNewPrivileges(container),
		text: 'Set no-new-privileges, and remove the setuid bits from the image.',
	}),

	examples: {
		bad: {Config: {User: '1000'}, facts: {setuidPrograms: known([trusted('/usr/bin/su')])}},
		good: {Config: {User: '1000'}, facts: {setuidPrograms: known([])}},
	},
});
