import {type BlindSpot, type ImageIdentity, type ImageInspect, type Known, known, unknown} from '../answers/index.js';
import type {ImageStore} from './engine-facts.js';
import type {ImageOrigin, ImageSignature} from './image-facts.js';
import {records, text, textOrNull, texts} from './read.js';

/** What is known of an image besides its inspect. */
export type OriginEvidence = {
	/** Where its engine keeps images. */
	readonly store: Known<ImageStore>;
	/** What the engine recorded, `null` for nothing; absent while it was not asked. */
	readonly identity?: Known<ImageIdentity | null> | undefined;
};

/**
 * Where an image came from. Docker's own store writes a digest when an image is pulled or pushed, and only then. The containerd store and
 * Podman compute one from each local name: an image that was built here, or tagged `corp.example/good`, has it too. There the engine's
 * record is needed, which a tag does not change.
 *
 * @source moby daemon/containerd/image_inspect.go: `collectRepoTagsAndDigests`; containers/common libimage: `RepoDigests`
 */
export function imageOrigin(inspect: ImageInspect, {store, identity}: OriginEvidence): Known<ImageOrigin> {
	if (inspect.Identity !== undefined) return known(recordedOrigin(inspect.Identity));
	if (identity?.known) return known(recordedOrigin(identity.value));
	if (!store.known) return store;
	if (store.value === 'storage-driver') return originByDigests(inspect);
	if (store.value === 'podman')
		return unknown('image:RepoDigests', 'Podman computes digests from local names, so they do not show where an image came from');
	const {source, reason}: BlindSpot = identity?.reason ?? {
		source: 'engine:/images/json',
		reason: 'the engine has not been asked yet',
	};
	return unknown(
		source,
		`with the containerd image store, digests are computed from local names and do not show where an image came from; ${reason}`,
	);
}

function originByDigests({RepoDigests: digests}: ImageInspect): Known<ImageOrigin> {
	// Go writes an empty list as null.
	if (digests !== null && !Array.isArray(digests)) return unknown('image:RepoDigests', 'the answer does not hold this field');
	const repositories = texts(digests).filter(digest => !digest.startsWith('<none>'));
	return known({shownBy: 'RepoDigests', repositories, builds: [], signatures: []});
}

function recordedOrigin(identity: ImageIdentity | null): ImageOrigin {
	return {
		shownBy: 'Identity',
		repositories: records(identity?.Pull)
			.map(({Repository: repository}) => text(repository))
			.filter(repository => repository !== ''),
		builds: records(identity?.Build).map(({Ref: reference}) => text(reference)),
		signatures: records(identity?.Signature).map(signature),
	};
}

function signature(given: Readonly<Record<string, unknown>>): ImageSignature {
	const [signer = {}] = records([given['Signer']]);
	return {
		signer: textOrNull(signer['SubjectAlternativeName']),
		issuer: textOrNull(signer['Issuer']) ?? textOrNull(signer['CertificateIssuer']),
		source: textOrNull(signer['SourceRepositoryURI']),
		knownSigner: textOrNull(given['KnownSigner']),
		error: textOrNull(given['Error']),
		warnings: texts(given['Warnings']),
	};
}
