import {defineRule, failAs, pass} from '../rule.js';
import {inProc, inspected} from '../shared/evidence.js';
import {exampleTruth} from '../shared/examples.js';
import {judgeTruth, mismatchAdvice} from '../shared/truth.js';

export default defineRule({
	slug: 'container-truth-capabilities',
	title: 'Process has capabilities that the configuration does not grant',
	cis: {},
	severity: 'high',
	target: 'container',
	rationale: 'The configuration looks harmless, and the process is not: a runtime, a hook or an attacker gave it more.',
	references: ['proc(5), /proc/PID/status', 'capabilities(7)'],

	check: ({container}) =>
		judgeTruth(container, null, ({bounding, effective}) => {
			const more = [...new Set([...bounding, ...effective])].filter(name => !container.capabilities.granted.has(name));
			const seen = inProc('status CapBnd', [...bounding]);
			if (more.length === 0) return pass(seen);
			return failAs(
				{detail: `holds ${more.join(', ')}, which nothing grants`},
				seen,
				inspected('HostConfig.CapAdd', container.capabilities.added),
			);
		}),

	remedy: () => mismatchAdvice,

	examples: {
		bad: {facts: {truth: exampleTruth({bounding: new Set(['CHOWN', 'SYS_ADMIN'])})}},
		good: {facts: {truth: exampleTruth({})}},
	},
});
