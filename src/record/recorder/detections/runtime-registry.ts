import {safe, trusted} from '../../../base/index.js';
import {defineDetection, graded} from './detection.js';

const slug = 'container-registry';

export default defineDetection({
	slug: 'runtime-registry',
	title: 'Image from a registry that is not allowed',
	severity: 'high',
	needs: 'posture',
	rationale: 'The policy names the registries that images may come from, and a container was started from another one.',
	remedy: 'Pull the image from an allowed registry, or add the registry to allowedRegistries in the policy file.',
	harmless: 'A registry that has not been added to the policy yet.',
	references: ['https://attack.mitre.org/techniques/T1525/'],
	on: 'posture',
	detect: ({before, now, image}) =>
		now.findings.some(one => one === slug) && before?.findings.some(one => one === slug) !== true
			? safe`started from ${image}`
			: null,
	examples: {
		bad: {
			activity: {
				kind: 'posture',
				image: trusted('evil.example.com/miner:1'),
				before: null,
				now: graded('D', 60, [slug, 'medium']),
			},
		},
		good: {
			activity: {
				kind: 'posture',
				image: trusted('registry.example.com/shop:1'),
				before: null,
				now: graded('B', 20),
			},
		},
	},
});
