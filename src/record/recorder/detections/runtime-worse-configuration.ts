import {safe, trusted} from '../../../base/index.js';
import {certainlyWorse, comparePostures, findRule} from '../../../judge/index.js';
import {postureOfRecord} from '../store/recorded-posture.js';
import {defineDetection, graded} from './detection.js';

/** Findings named in the words. */
const named = 3;

export default defineDetection({
	slug: 'runtime-worse-configuration',
	title: 'Configuration worse than before',
	severity: 'medium',
	needs: 'posture',
	rationale: 'The workload was recreated or changed, and has a finding that is new or more severe.',
	remedy: 'Compare the two (dockscope drift), and restore what was removed.',
	harmless: 'A change that was meant. What a waiver accepts is not reported.',
	references: ['https://docs.docker.com/engine/security/'],
	on: 'posture',
	detect({before, now}) {
		if (before === null) return null;
		const worse = certainlyWorse(comparePostures(postureOfRecord(before), postureOfRecord(now)));
		if (worse.length === 0) return null;
		const words = worse
			.slice(0, named)
			.map(({rule, severity, before: was}) => `${findRule(rule)?.title ?? rule}${was === null ? '' : ` (now ${severity})`}`);
		const more = worse.length > named ? safe`; ${worse.length - named} more` : trusted('');
		return safe`grade ${before.grade} (${before.score}) to ${now.grade} (${now.score}), new: ${trusted(words.join('; '))}${more}`;
	},
	examples: {
		bad: {
			activity: {
				kind: 'posture',
				image: trusted('shop:2'),
				before: graded('B', 20, ['container-writable-root', 'low']),
				now: graded('F', 90, ['container-privileged', 'critical'], ['container-writable-root', 'low']),
			},
		},
		good: {
			activity: {
				kind: 'posture',
				image: trusted('shop:2'),
				before: graded('B', 20, ['container-writable-root', 'low']),
				now: graded('A', 5),
			},
		},
	},
});
