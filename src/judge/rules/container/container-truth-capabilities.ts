import {defineRule, failAs, fromInspect, fromProc, pass} from '../rule.js';
import {exampleLiveState} from '../shared/examples.js';
import {driftAdvice, judgeDrift} from '../shared/runtime-drift.js';

export default defineRule({
	slug: 'container-truth-capabilities',
	title: 'Process has capabilities its configuration does not grant',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'The configuration looks harmless but the process is not: a runtime, a hook or an attacker gave it more.',
	references: ['proc(5), /proc/PID/status', 'capabilities(7)'],

	check: ({container}) =>
		judgeDrift(container, null, ({bounding, effective}) => {
			const more = [...new Set([...bounding, ...effective])].filter(name => !container.capabilities.granted.has(name));
			const seen = fromProc('status CapBnd', [...bounding]);
			if (more.length === 0) return pass(seen);
			return failAs(
				{detail: `has ${more.join(', ')}, not granted by its configuration`},
				seen,
				fromInspect('HostConfig.CapAdd', container.capabilities.added),
			);
		}),

	remedy: () => driftAdvice,

	examples: {
		bad: {facts: {truth: exampleLiveState({bounding: new Set(['CHOWN', 'SYS_ADMIN'])})}},
		good: {facts: {truth: exampleLiveState({})}},
	},
});
