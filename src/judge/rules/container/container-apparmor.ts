import {confinedAgain} from '../../changes/confinement.js';
import {cisIds, defineRule} from '../rule.js';
import {judgeModule} from '../shared/mandatory-access.js';

export default defineRule({
	slug: 'container-apparmor',
	title: 'Container is not confined by AppArmor',
	cis: cisIds('5.2'),
	severity: 'high',
	target: 'container',
	rationale: 'Mounting, tracing and writing to /proc, which the default profile denies, are possible again.',
	references: ['https://docs.docker.com/engine/security/apparmor/', 'capabilities(7)'],

	check: ({container}) => judgeModule(container.appArmor, 'AppArmor', 'AppArmorProfile'),

	remedy: ({container}) => ({
		text: 'Use the default AppArmor profile.',
		remove: confinedAgain(container, /^apparmor[=:](unconfined|disable)/),
		mayBreak: 'Anything that mounts, traces other processes or writes to /proc or /sys.',
	}),

	examples: {
		bad: {
			AppArmorProfile: 'unconfined',
			HostConfig: {SecurityOpt: ['apparmor=unconfined']},
			engineInfo: {SecurityOptions: ['name=seccomp,profile=builtin', 'name=apparmor']},
		},
		good: {AppArmorProfile: 'docker-default', engineInfo: {SecurityOptions: ['name=seccomp,profile=builtin', 'name=apparmor']}},
	},
});
