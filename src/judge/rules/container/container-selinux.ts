import {confinedAgain} from '../../changes/confinement.js';
import {cisIds, defineRule} from '../rule.js';
import {judgeModule} from '../shared/mandatory-access.js';

export default defineRule({
	slug: 'container-selinux',
	title: 'Container is not confined by SELinux',
	cis: cisIds('5.3'),
	severity: 'high',
	target: 'container',
	rationale: 'SELinux labels no longer separate it from files of the host and of other containers.',
	references: ['https://docs.docker.com/engine/security/', 'capabilities(7)'],

	check: ({container}) => judgeModule(container.seLinux, 'SELinux', 'ProcessLabel'),

	remedy: ({container}) => ({
		text: 'Use the default SELinux label.',
		remove: confinedAgain(container, /^label[=:](unconfined|disable)/),
		mayBreak: 'Anything that mounts, traces other processes or writes to /proc or /sys.',
	}),

	examples: {
		bad: {
			ProcessLabel: '',
			HostConfig: {SecurityOpt: ['label=disable']},
			engineInfo: {SecurityOptions: ['name=seccomp,profile=builtin', 'name=selinux']},
		},
		good: {
			ProcessLabel: 'system_u:system_r:container_t:s0:c1,c2',
			engineInfo: {SecurityOptions: ['name=seccomp,profile=builtin', 'name=selinux']},
		},
	},
});
