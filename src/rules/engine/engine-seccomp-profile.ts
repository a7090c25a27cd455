import {own} from '../../terminal/safe-text.js';
import {defineRule, fail, info, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';
import {onEngine} from '../shared/engine-words.js';
import {fromInfo, infoMissing} from '../shared/evidence.js';
import {advise} from './shared/daemon-option.js';
import {exampleInfo} from './shared/examples.js';

export default defineRule({
	slug: 'engine-seccomp-profile',
	title: 'The engine filters no system calls',
	cis: cisIds('2.17', '2.18'),
	severity: 'high',
	target: 'engine',
	rationale: 'Every container reaches the whole kernel, with the calls that exploits need.',
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
			docker: advise(scope, ['seccomp-profile'], 'Take "seccomp-profile": "unconfined" from daemon.json and restart the engine.'),
			podman: 'Take seccomp_profile from containers.conf.',
		}),
		mayBreak: 'Containers that need a call which the built-in profile withholds: give those a profile of their own.',
	}),

	examples: {
		bad: {facts: {seccompProfile: own('unconfined'), raw: exampleInfo({})}},
		good: {facts: {seccompProfile: own('builtin'), raw: exampleInfo({})}},
	},
});
