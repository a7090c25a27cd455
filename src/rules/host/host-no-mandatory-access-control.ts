import {known} from '../../answers/index.js';
import {own} from '../../terminal/safe-text.js';
import {cannotTell, defineRule, fail, failAs, pass} from '../rule.js';
import {fromHost} from '../shared/evidence.js';

export default defineRule({
	slug: 'host-no-mandatory-access-control',
	title: 'The host runs neither AppArmor nor SELinux',
	cis: {},
	severity: 'low',
	target: 'host',
	rationale: 'Nothing stands behind capabilities and seccomp: what a container may write by its mounts and uid, it writes.',
	references: ['https://docs.docker.com/engine/security/apparmor/', 'apparmor(7)', 'selinux(8)'],

	check: ({host}) => {
		if (!host.securityModules.known) return cannotTell(host.securityModules.reason);
		const modules = host.securityModules.value;
		const evidence = fromHost('/sys/kernel/security/lsm', modules.join(',') || 'none');
		if (modules.some(module => module === 'apparmor' || module === 'selinux')) return pass(evidence);
		return modules.some(module => module === 'selinux (permissive)')
			? failAs({detail: 'SELinux is permissive: it writes down what it would refuse, and refuses nothing'}, evidence)
			: fail(evidence);
	},

	remedy: () => ({
		text: 'Boot with the module of your distribution (security=apparmor, or selinux=1 with SELINUX=enforcing in /etc/selinux/config) and restart the engine.',
		mayBreak: 'Containers that mount or trace need a profile of their own.',
	}),

	examples: {
		bad: {host: {securityModules: known([own('capability'), own('bpf')])}},
		good: {host: {securityModules: known([own('capability'), own('apparmor')])}},
	},
});
