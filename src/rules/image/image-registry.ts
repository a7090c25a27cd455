import {parseImageReference} from '../../facts/image-reference.js';
import {defineRule, fail, failAs, notApplicable, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';

export default defineRule({
	slug: 'image-registry',
	title: 'Image comes from a registry that the policy does not allow',
	cis: cisIds('4.2'),
	severity: 'medium',
	target: 'image',
	rationale: 'Whoever owns that registry, or a name in it, decides what is inside.',
	references: ['https://docs.docker.com/docker-hub/image-library/trusted-content/'],

	check: ({image, settings}) => {
		const allowed = settings.allowedRegistries;
		if (allowed === null) return notApplicable('the policy names no allowed registries');
		const policy = {source: 'policy', path: 'allowedRegistries', value: allowed.join(', ')};
		const digests = image.digests.map(digest => ({source: 'image', path: 'RepoDigests', value: digest}));
		if (digests.length === 0) return failAs({detail: 'it was built or loaded here: no registry stands for it'}, policy);
		const foreign = digests.filter(({value}) => !allowed.includes(parseImageReference(value)?.registry ?? ''));
		return foreign.length === 0 ? pass(policy, ...digests) : fail(policy, ...foreign);
	},

	remedy: ({settings}) => ({
		text: `Push it to an allowed registry (${settings.allowedRegistries?.join(', ') ?? ''}) after a review, and pull it from there.`,
	}),

	examples: {
		bad: {RepoDigests: [`evil.example/web@sha256:${'a'.repeat(64)}`], settings: {allowedRegistries: ['docker.io']}},
		good: {RepoDigests: [`nginx@sha256:${'a'.repeat(64)}`], settings: {allowedRegistries: ['docker.io']}},
	},
});
