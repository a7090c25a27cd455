import {cannotTell, defineRule, failAs, fromInspect, fromProc, pass} from '../rule.js';
import {exampleLiveState} from '../shared/examples.js';
import {driftAdvice, judgeDrift} from '../shared/runtime-drift.js';

export default defineRule({
	slug: 'container-truth-seccomp',
	title: 'Configured seccomp filter is not in force',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'Every system call is allowed: the engine or kernel lacks seccomp, or something removed the filter.',
	references: ['proc(5), /proc/PID/status', 'seccomp(2)'],

	check: ({container}) => {
		const promise = container.seccomp;
		const unpromised =
			promise.kind === 'unreadable'
				? cannotTell({source: 'inspect:HostConfig.SecurityOpt', reason: promise.reason})
				: 'no filter is configured';
		const filtered = promise.kind === 'default' || promise.kind === 'custom';
		return judgeDrift(container, filtered ? null : unpromised, ({seccomp}) => {
			const seen = fromProc('status Seccomp', seccomp);
			const promised = fromInspect('HostConfig.SecurityOpt', `seccomp: ${promise.kind}`);
			return seccomp === 0 ? failAs({detail: 'no system call is filtered'}, promised, seen) : pass(promised, seen);
		});
	},

	remedy: () => driftAdvice,

	examples: {
		bad: {facts: {truth: exampleLiveState({seccomp: 0})}},
		good: {facts: {truth: exampleLiveState({seccomp: 2})}},
	},
});
