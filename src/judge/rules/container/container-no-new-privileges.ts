import {gainsNothing} from '../../../base/index.js';
import {withNoNewPrivileges} from '../../changes/confinement.js';
import {cisIds, defineRule, fail, fromHost, fromInfo, fromInspect, info, infoMissing, pass} from '../rule.js';

export default defineRule({
	slug: 'container-no-new-privileges',
	title: 'no-new-privileges is not set',
	cis: cisIds('5.26'),
	severity: 'medium',
	target: 'container',
	rationale:
		'An unprivileged process can run a setuid program and become root in the container. Where it has no such program, and none with file capabilities, this is only a note.',
	references: ['prctl(2), PR_SET_NO_NEW_PRIVS', 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt'],

	check: ({container}) => {
		const {on, by} = container.noNewPrivileges;
		if (on === null) return infoMissing('SecurityOptions');
		const evidence =
			by === 'engine'
				? fromInfo('SecurityOptions', 'name=no-new-privileges')
				: fromInspect('HostConfig.SecurityOpt', `no-new-privileges ${on ? 'on' : 'off'}`);
		if (on) return pass(evidence);
		return gainsNothing(container) ? info(evidence, fromHost('setuid programs and file capabilities', 'none')) : fail(evidence);
	},

	remedy: ({container}) => withNoNewPrivileges(container),

	examples: {
		bad: {HostConfig: {SecurityOpt: ['no-new-privileges:false']}},
		good: {HostConfig: {SecurityOpt: ['no-new-privileges']}},
	},
});
