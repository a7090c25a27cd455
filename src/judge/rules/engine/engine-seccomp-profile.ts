import {trusted} from '../../../base/index.js';
import {cisIds, defineRule, fail, fromInfo, info, infoMissing, pass} from '../rule.js';
import {onEngine} from '../shared/engine-words.js';
import {advise} from './shared/daemon-option.js';
import {exampleInfo} from './shared/examples-of-engine.js';

export default defineRule({
	slug: 'engine-seccomp-profile',
	title: 'Engine applies no seccomp profile',
	cis: cisIds('2.17', '2.18'),
	severity: 'high',
	target: 'engine',
	rationale: 'Every container has access to the whole kernel, including the system calls that exploits need.',
	references: ['https://docs.docker.com/engine/security/seccomp/', 'seccomp(2)'],

	check: ({engine}) => {
		const profile = engine.seccompProfile;
		if (profile === 'builtin' || profile === 'default') return pass(fromInfo('SecurityOptions seccomp', profile));
		if (profile === 'unconfined') return fail(fromInfo('SecurityOptions seccomp', profile));
		if (profile !== null) return info(fromInfo('SecurityOptions seccomp', profile));
		const options = engine.raw.info?.SecurityOptions;
		// Go writes an empty list as null.
		if (options !== null && !Array.isArray(options)) return infoMissing('SecurityOptions');
		return options?.some(option => String(option).includes('seccomp'))
			? infoMissing('the seccomp profile')
			: fail(fromInfo('SecurityOptions seccomp', 'not offered'));
	},

	remedy: scope => ({
		text: onEngine(scope.engine, {
			docker: advise(
				scope,
				['seccomp-profile'],
				'Remove "seccomp-profile": "unconfined" from daemon.json and restart the engine.',
			),
			podman: 'Remove seccomp_profile from containers.conf.',
		}),
		mayBreak: 'Containers that need a system call that the built-in profile blocks: give them a custom profile.',
	}),

	examples: {
		bad: {facts: {seccompProfile: trusted('unconfined'), raw: exampleInfo({})}},
		good: {facts: {seccompProfile: trusted('builtin'), raw: exampleInfo({})}},
	},
});
