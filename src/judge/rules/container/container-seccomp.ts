import type {ContainerFacts} from '../../../base/index.js';
import {securityOptions} from '../../changes/confinement.js';
import {flag} from '../../changes/run-option.js';
import {cannotTell, cisIds, defineRule, failAs, fromInspect, fromProc, pass} from '../rule.js';
import {onEngine} from '../shared/engine-words.js';

const why = {
	privileged: '--privileged disables it',
	option: 'seccomp=unconfined',
	engine: 'the engine runs its containers without a profile',
	profile: 'the profile allows every system call',
} as const;

const isOff = ({seccomp}: ContainerFacts, by: keyof typeof why): boolean => seccomp.kind === 'unconfined' && seccomp.by === by;

export default defineRule({
	slug: 'container-seccomp',
	title: 'Container runs without a seccomp filter',
	cis: cisIds('5.22'),
	severity: 'high',
	target: 'container',
	rationale: 'It can try every system call, including the obscure ones where most kernel exploits are found.',
	references: ['seccomp(2)', 'https://docs.docker.com/engine/security/seccomp/'],

	check: ({container: {seccomp, truth}}) => {
		if (seccomp.kind === 'unreadable') {
			// A filter that is there may allow everything; none that is there forbids nothing.
			if (truth.known && truth.value.seccomp === 0)
				return failAs({detail: 'no system call is filtered'}, fromProc('status Seccomp', 0));
			return cannotTell({source: 'inspect:HostConfig.SecurityOpt', reason: seccomp.reason});
		}
		if (seccomp.kind !== 'unconfined') return pass(fromInspect('HostConfig.SecurityOpt', `seccomp: ${seccomp.kind} profile`));
		if (seccomp.by === 'privileged') return failAs({detail: why.privileged}, fromInspect('HostConfig.Privileged', true));
		return failAs({detail: why[seccomp.by]}, fromInspect('HostConfig.SecurityOpt', why[seccomp.by]));
	},

	remedy: ({container, engine}) => ({
		text: isOff(container, 'engine')
			? `Set a profile on the engine (${onEngine(engine, {docker: 'seccomp-profile in daemon.json', podman: 'seccomp_profile in containers.conf'})}), or for this container.`
			: 'Use the default profile, or a custom one that also allows the missing system call.',
		remove: [
			...(container.privileged ? [flag('--privileged')] : []),
			// Its own profile holds again once it is not privileged.
			...(isOff(container, 'privileged') ? [] : securityOptions(container, /^seccomp[=:]/)),
		],
		mayBreak: 'Debuggers, nested containers, browser sandboxes.',
	}),

	examples: {
		bad: {HostConfig: {SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ALLOW"}']}},
		good: {HostConfig: {SecurityOpt: null}},
	},
});
