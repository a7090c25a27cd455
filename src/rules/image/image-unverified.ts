import {defineRule, fail, pass} from '../rule.js';
import {cisIds} from '../shared/cis-ids.js';

export default defineRule({
	slug: 'image-unverified',
	title: 'Image has no registry digest',
	cis: cisIds('4.5'),
	severity: 'info',
	target: 'image',
	rationale:
		'It was built here or loaded from a file: no digest says what it should be, and no signature can be checked. Content trust, which the benchmark asks for, was retired in 2025.',
	references: ['https://docs.docker.com/dhi/core-concepts/signatures/', 'https://docs.sigstore.dev/cosign/verifying/verify/'],

	check: ({image}) =>
		image.digests.length === 0
			? fail({source: 'image', path: 'RepoDigests', value: 'none'})
			: pass(...image.digests.map(digest => ({source: 'image', path: 'RepoDigests', value: digest}))),

	remedy: () => ({text: 'Push it to a registry, sign it (cosign sign), and deploy it by digest: image@sha256:…'}),

	examples: {
		bad: {RepoDigests: []},
		good: {RepoDigests: [`nginx@sha256:${'a'.repeat(64)}`]},
	},
});
