import {isConfining, trusted} from '../../../base/index.js';
import {cannotTell, defineRule, failAs, fromInspect, fromProc, pass} from '../rule.js';
import {exampleLiveState} from '../shared/examples.js';
import {driftAdvice, judgeDrift} from '../shared/runtime-drift.js';

const apparmor = {SecurityOptions: ['name=apparmor', 'name=seccomp,profile=builtin']};

export default defineRule({
	slug: 'container-truth-label',
	title: 'AppArmor or SELinux confinement is not enforced',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale:
		'The profile was unloaded, is in complain mode, or SELinux is permissive: the kernel does not enforce the confinement that the configuration promises.',
	references: ['proc(5), /proc/PID/status', 'apparmor(7)', 'selinux(8)'],

	check: ({container}) => {
		const profile = [container.appArmor, container.seLinux].flatMap(module =>
			module.kind === 'confined' ? [module.profile] : [],
		)[0];
		return judgeDrift(container, profile === undefined ? 'the configuration sets no confinement' : null, ({label}) => {
			if (label === null) return cannotTell({source: 'host:/proc/attr', reason: 'the label of the process could not be read'});
			const promised = fromInspect('AppArmorProfile', profile ?? '');
			const seen = fromProc('attr/current', label);
			return isConfining(label)
				? pass(promised, seen)
				: failAs({detail: `configured with ${profile}, runs as ${label}`}, promised, seen);
		});
	},

	remedy: () => driftAdvice,

	examples: {
		bad: {
			AppArmorProfile: 'docker-default',
			engineInfo: apparmor,
			facts: {truth: exampleLiveState({label: trusted('unconfined')})},
		},
		good: {
			AppArmorProfile: 'docker-default',
			engineInfo: apparmor,
			facts: {truth: exampleLiveState({label: trusted('docker-default (enforce)')})},
		},
	},
});
