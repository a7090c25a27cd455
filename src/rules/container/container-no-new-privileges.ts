import {withNoNewPrivileges} from '../../changes/confinement.js';
import {cisIds, defineRule, fail, fromInfo, fromInspect, infoMissing, pass} from '../rule.js';

export default defineRule({
	slug: 'container-no-new-privileges',
	title: 'Privilege escalation through setuid files is possible',
	cis: cisIds('5.26'),
	severity: 'medium',
	target: 'container',
	rationale: 'An unprivileged process can run a setuid program from the image and become root in the container.',
	references: ['prctl(2), PR_SET_NO_NEW_PRIVS', 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt'],

	check: ({container: {noNewPrivileges}}) => {
		const {on, by} = noNewPrivileges;
		if (on === null) return infoMissing('SecurityOptions');
		const evidence =
			by === 'engine'
				? fromInfo('SecurityOptions', 'name=no-new-privileges')
				: fromInspect('HostConfig.SecurityOpt', `no-new-privileges ${on ? 'on' : 'off'}`);
		return on ? pass(evidence) : fail(evidence);
	},

	remedy: ({container}) => withNoNewPrivileges(container),

	examples: {
		bad: {HostConfig: {SecurityOpt: ['no-new-privileges:false']}},
		good: {HostConfig: {SecurityOpt: ['no-new-privileges']}},
	},
});
