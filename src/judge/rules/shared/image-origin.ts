import {type ImageFacts, type ImageOrigin, parseImageReference} from '../../../base/index.js';
import {cannotTell, failAs, pass} from '../rule.js';
import type {Evidence, Judgement} from '../verdict.js';

/**
 * What shows where an image came from, for a verdict. Of a signature who made it is shown, and nothing more is made of it: the engine takes
 * the signature of anyone who has an account with a provider that Sigstore knows.
 */
export function originEvidence({shownBy, repositories, builds, signatures}: ImageOrigin): readonly Evidence[] {
	if (shownBy === 'RepoDigests')
		return repositories.length === 0
			? [{source: 'image', path: 'RepoDigests', value: 'none'}]
			: repositories.map(value => ({source: 'image', path: 'RepoDigests', value}));
	return [
		...(repositories.length === 0 ? [{source: 'image', path: 'Identity.Pull', value: 'none'}] : []),
		...repositories.map((value, index) => ({source: 'image', path: `Identity.Pull[${index}].Repository`, value})),
		...builds.map((value, index) => ({source: 'image', path: `Identity.Build[${index}].Ref`, value})),
		...signatures.flatMap(({signer, issuer, source, knownSigner, error, warnings}, index) => {
			const seen = (field: string, value: string | null) =>
				value === null ? [] : [{source: 'image', path: `Identity.Signature[${index}].${field}`, value}];
			return [
				...seen('Signer.SubjectAlternativeName', signer),
				...seen('Signer.Issuer', issuer),
				...seen('Signer.SourceRepositoryURI', source),
				...seen('KnownSigner', knownSigner),
				...seen('Error', error),
				...seen('Warnings', warnings.join('; ') || null),
			];
		}),
	];
}

/** Why no registry is known to have an image. */
export function noRegistry({shownBy, builds}: ImageOrigin): string {
	if (builds.length > 0) return 'it was built here, and the engine knows of no registry that has it';
	// A digest goes with the last tag of its repository: `docker rmi --force` of an image in use.
	const lost = shownBy === 'RepoDigests' ? ', or its names were removed' : '';
	return `the engine knows of no registry that has it: it was built or loaded here${lost}`;
}

/**
 * Whether an image came from an allowed registry.
 *
 * By `RepoDigests` every digest that is left must be of one. The engine's record stays as long as the image does: of one that was pulled
 * elsewhere, reviewed and pushed to an allowed registry it names both, and the allowed one has these very bytes.
 *
 * @param before  evidence that comes first
 */
export function judgeOrigin({origin}: ImageFacts, allowed: readonly string[], before: readonly Evidence[]): Judgement {
	if (!origin.known) return cannotTell(origin.reason);
	const {shownBy, repositories} = origin.value;
	const evidence = [...before, ...originEvidence(origin.value)];
	if (repositories.length === 0) return failAs({detail: noRegistry(origin.value)}, ...evidence);
	const registries = [...new Set(repositories.map(name => parseImageReference(name)?.registry ?? ''))];
	const foreign = registries.filter(registry => !allowed.includes(registry));
	const isAllowed = shownBy === 'RepoDigests' ? foreign.length === 0 : foreign.length < registries.length;
	if (isAllowed) return pass(...evidence);
	const unsure = shownBy === 'Identity' ? foreign.find(registry => allowed.some(one => hostOf(one) === registry)) : undefined;
	if (unsure !== undefined)
		return cannotTell({
			source: 'image:Identity.Pull',
			reason: `it came from ${unsure}, and the engine does not record on which port; the policy allows one port only`,
		});
	return failAs({detail: `it came from ${foreign.join(', ')}`}, ...evidence);
}

/** `registry.example` of `registry.example:5000`. */
const hostOf = (registry: string): string => registry.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
