import {known, trusted} from '../../../base/index.js';
import {cannotTell, defineRule, fail, failAs, fromHost, pass} from '../rule.js';

export default defineRule({
	slug: 'host-no-mandatory-access-control',
	title: 'Host runs neither AppArmor nor SELinux',
	cis: {},
	severity: 'low',
	target: 'host',
	rationale: 'Nothing backs up capabilities and seccomp: a container can write whatever its mounts and uid allow.',
	references: ['https://docs.docker.com/engine/security/apparmor/', 'apparmor(7)', 'selinux(8)'],

	check: ({host}) => {
		if (!host.securityModules.known) return cannotTell(host.securityModules.reason);
		const modules = host.securityModules.value;
		const evidence = fromHost('/sys/kernel/security/lsm', modules.join(',') || 'none');
		if (modules.some(module => module === 'apparmor' || module === 'selinux')) return pass(evidence);
		return modules.some(module => module === 'selinux (permissive)')
			? failAs({detail: 'SELinux is permissive: it logs what it would deny and denies nothing'}, evidence)
			: fail(evidence);
	},

	remedy: () => ({
		text: "Boot with your distribution's module (security=apparmor, or selinux=1 with SELINUX=enforcing in /etc/selinux/config) and restart the engine.",
		mayBreak: 'Containers that mount or trace need a custom profile.',
	}),

	examples: {
		bad: {host: {securityModules: known([trusted('capability'), trusted('bpf')])}},
		good: {host: {securityModules: known([trusted('capability'), trusted('apparmor')])}},
	},
});
