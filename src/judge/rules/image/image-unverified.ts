import {cannotTell, cisIds, defineRule, failAs, pass} from '../rule.js';
import {noRegistry, originEvidence} from '../shared/image-origin.js';

export default defineRule({
	slug: 'image-unverified',
	title: 'Image has no registry digest',
	cis: cisIds('4.5'),
	severity: 'info',
	target: 'image',
	rationale:
		'It was built here or loaded from a file: no digest says what it should be, and no signature can be checked. Content trust, which the benchmark asks for, was retired in 2025. A verified signature shows who signed, which may be anyone: compare it with who should have.',
	references: ['https://docs.docker.com/dhi/core-concepts/signatures/', 'https://docs.sigstore.dev/cosign/verifying/verify/'],

	check: ({image: {origin}}) => {
		if (!origin.known) return cannotTell(origin.reason);
		const evidence = originEvidence(origin.value);
		if (origin.value.repositories.length === 0) return failAs({detail: noRegistry(origin.value)}, ...evidence);
		const failed = origin.value.signatures.find(({error}) => error !== null);
		return failed === undefined
			? pass(...evidence)
			: cannotTell({source: 'image:Identity.Signature', reason: `the engine could not verify its signature: ${failed.error}`});
	},

	remedy: () => ({text: 'Push it to a registry, sign it (cosign sign), and deploy it by digest: image@sha256:…'}),

	examples: {
		bad: {RepoDigests: []},
		good: {Identity: {Pull: [{Repository: 'docker.io/library/nginx'}]}},
	},
});
