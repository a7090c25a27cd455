import {cisIds, defineRule, fromPolicy, notApplicable} from '../rule.js';
import {judgeOrigin} from '../shared/image-origin.js';

export default defineRule({
	slug: 'image-registry',
	title: 'Image is from a registry the policy disallows',
	cis: cisIds('4.2'),
	severity: 'medium',
	target: 'image',
	rationale: 'Anyone who controls that registry, or a namespace in it, decides what the image contains.',
	references: ['https://docs.docker.com/docker-hub/image-library/trusted-content/'],

	check: ({image, settings}) => {
		const allowed = settings.allowedRegistries;
		if (allowed === null) return notApplicable('the policy sets no allowed registries');
		return judgeOrigin(image, allowed, [fromPolicy('allowedRegistries', allowed)]);
	},

	remedy: ({settings}) => ({
		text: `Push it to an allowed registry (${settings.allowedRegistries?.join(', ') ?? ''}) after a review, and pull it from there.`,
	}),

	examples: {
		bad: {RepoDigests: [`evil.example/web@sha256:${'a'.repeat(64)}`], settings: {allowedRegistries: ['docker.io']}},
		good: {RepoDigests: [`nginx@sha256:${'a'.repeat(64)}`], settings: {allowedRegistries: ['docker.io']}},
	},
});
