import {graphDriver} from './container.js';
import {containerConfig} from './container-config.js';
import {labels, list, number, object, orNull, required, type TypeOf, text, texts} from './schema.js';

/** One row of `GET /images/json`. */
export const imageRow = object({
	Id: required(text),
	RepoTags: texts,
	RepoDigests: texts,
	Created: number,
	Size: number,
	Labels: labels,
	Containers: number,
});
export type ImageRow = TypeOf<typeof imageRow>;

/** Who signed, by the certificate of the signature: the name that Fulcio put into it, and who had vouched for that name. */
const signer = object({
	SubjectAlternativeName: text,
	Issuer: text,
	CertificateIssuer: text,
	SourceRepositoryURI: text,
	SourceRepositoryRef: text,
	BuildSignerURI: text,
	RunInvocationURI: text,
});

/**
 * What the engine itself recorded of an image, which no tag changes: API 1.53, containerd image store. `Pull` also names where it was
 * pushed to, without the port of the registry. @source moby api/types/image, daemon/containerd/image_identity.go
 */
const imageIdentity = object({
	Signature: list(
		object({
			Name: text,
			KnownSigner: text,
			SignatureType: text,
			DockerReference: text,
			Signer: orNull(signer),
			Timestamps: list(object({Type: text, URI: text, Timestamp: text})),
			/** Why it was not verified; the other fields are then empty. */
			Error: text,
			Warnings: texts,
		}),
	),
	Pull: list(object({Repository: text})),
	Build: list(object({Ref: text, CreatedAt: text})),
});
export type ImageIdentity = TypeOf<typeof imageIdentity>;

/** `GET /images/{name}/json` */
export const imageInspect = object({
	Id: required(text),
	RepoTags: texts,
	RepoDigests: texts,
	Created: text,
	Author: text,
	Architecture: text,
	Variant: text,
	Os: text,
	Size: number,
	Config: orNull(containerConfig),
	RootFS: object({Type: text, Layers: texts}),
	GraphDriver: graphDriver,
	/** `null` in a snapshot whose engine was asked and had recorded nothing. */
	Identity: orNull(imageIdentity),
});
export type ImageInspect = TypeOf<typeof imageInspect>;

/** One row of `GET /images/{name}/history`, newest first. */
export const historyRow = object({Id: text, Created: number, CreatedBy: text, Tags: texts, Size: number, Comment: text});
export type ImageHistoryRow = TypeOf<typeof historyRow>;
