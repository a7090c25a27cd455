import {cannotTell, defineRule, failAs, pass} from '../rule.js';
import {program} from '../shared/engine-words.js';

export default defineRule({
	slug: 'image-age',
	title: 'Image was built long ago',
	cis: {},
	severity: 'low',
	target: 'image',
	rationale: 'Every month without a rebuild adds known vulnerabilities to the packages in it.',
	references: ['https://docs.docker.com/build/building/best-practices/'],

	check: ({image, now}) => {
		if (image.createdAt === null) {
			return cannotTell({source: 'image:Created', reason: 'the image has no build date, as reproducible builds do'});
		}
		const days = Math.floor((Date.parse(now) - Date.parse(image.createdAt)) / 86_400_000);
		const evidence = {source: 'image', path: 'Created', value: image.createdAt};
		if (days <= 90) return pass(evidence);
		return failAs({severity: days > 365 ? 'medium' : 'low', detail: `${days} days ago`}, evidence);
	},

	remedy: ({engine}) => ({
		text: `Rebuild it on a current base (${program(engine)} build --pull --no-cache), scan it, and recreate its containers.`,
		mayBreak: 'Whatever changed in the base since.',
	}),

	examples: {
		bad: {Created: '2025-01-01T00:00:00Z', now: '2026-11-01T00:00:00Z'},
		good: {Created: '2026-10-20T00:00:00Z', now: '2026-11-01T00:00:00Z'},
	},
});
