import {type ContainerFacts, isUp, known, trusted} from '../../../base/index.js';
import {cannotTell, cisIds, defineRule, failAs, fromInspect, fromTop, pass} from '../rule.js';
import {program} from '../shared/engine-words.js';
import {rootProcess} from '../shared/examples.js';
import {processLabel, startedProgram} from '../shared/root-processes.js';

const servers: readonly string[] = ['sshd', 'sshd-session', 'dropbear', 'tinysshd', 'sshd-auth'];

const seen = ({processes}: ContainerFacts) =>
	processes.known ? processes.value.filter(({command}) => servers.includes(command)) : [];

export default defineRule({
	slug: 'container-ssh-server',
	title: 'SSH server is running in the container',
	cis: cisIds('5.7'),
	severity: 'medium',
	target: 'container',
	rationale: "Keys and passwords in an image are rarely rotated, and its logins bypass the host's audit log.",
	references: ['sshd(8)', 'https://docs.docker.com/reference/cli/docker/container/exec/'],

	check: ({container}) => {
		if (servers.includes(startedProgram(container)))
			return failAs({detail: `starts ${startedProgram(container)}`}, fromInspect('Path', startedProgram(container)));
		if (!container.processes.known)
			return isUp(container)
				? cannotTell(container.processes.reason)
				: cannotTell({source: 'engine:/top', reason: 'it is not running, so its processes cannot be seen'});
		const found = seen(container);
		if (found.length === 0) return pass(fromTop('command', 'no SSH server'));
		return failAs(
			{detail: `runs ${found.map(processLabel).join(', ')}`},
			...found.map(one => fromTop('command', processLabel(one))),
		);
	},

	remedy: ({engine}) => ({
		text: `Remove the server from the image and use ${program(engine)} exec, or an agent outside the container.`,
		mayBreak: 'Anyone who logs in, copies files or deploys through it.',
	}),

	examples: {
		bad: {Path: '/usr/sbin/sshd', Args: ['-D']},
		good: {
			Path: 'web',
			Args: ['--banner', 'sshd'],
			facts: {
				processes: known([rootProcess('web', {args: trusted('web --banner sshd')})]),
			},
		},
	},
});
