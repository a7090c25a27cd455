import {defineRule, fail, pass} from '../rule.js';
import {engineSaid, engineSilent, inspected} from '../shared/evidence.js';
import {securityOptions} from '../shared/flags.js';

export default defineRule({
	slug: 'container-no-new-privileges',
	title: 'Processes can gain privileges through setuid files',
	cis: {'1.6.0': '5.26', '1.7.0': '5.26', '1.8.0': '5.26'},
	severity: 'medium',
	target: 'container',
	attack: 'An unprivileged process runs a setuid program of the image and is root in the container.',
	references: ['prctl(2), PR_SET_NO_NEW_PRIVS', 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt'],

	check: ({container: {noNewPrivileges, privileged}, engine}) => {
		const option = inspected('HostConfig.SecurityOpt', `no-new-privileges ${noNewPrivileges.on ? 'on' : 'off'}`);
		if (noNewPrivileges.on)
			return noNewPrivileges.by === 'engine' ? pass(engineSaid('SecurityOptions', 'name=no-new-privileges')) : pass(option);
		if (noNewPrivileges.by === 'nobody' && engine.noNewPrivilegesDefault === null && !privileged)
			return engineSilent('SecurityOptions');
		return fail(option);
	},

	remedy: ({container}) => ({
		text: 'Forbid it: a process then keeps the privileges with which it started.',
		remove: securityOptions(container, /^no-new-privileges/),
		add: ['--security-opt no-new-privileges:true'],
		mayBreak: 'sudo, su, ping and other setuid programs; file capabilities of the started program.',
	}),

	examples: {
		bad: {HostConfig: {SecurityOpt: ['no-new-privileges:false']}},
		good: {HostConfig: {SecurityOpt: ['no-new-privileges']}},
	},
});
