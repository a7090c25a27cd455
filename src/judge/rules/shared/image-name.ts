import {parseImageReference} from '../../../base/index.js';

/** A reference as the engine completes it: `nginx` is `docker.io/library/nginx:latest`; a digest stays as it is. */
export function fullName(reference: string): string {
	const parsed = parseImageReference(reference);
	if (parsed === null) return reference;
	const {registry, repository, tag, digest} = parsed;
	return `${registry}/${repository}${digest === null ? `:${tag ?? 'latest'}` : `@${digest}`}`;
}

/** The container was made from an id, or a part of one: no name can move under it. */
export const isImageId = (reference: string): boolean => /^(sha256:)?[0-9a-f]{12,64}$/.test(reference);

/** `docker.io` of `nginx:1.27`; empty for an id, which names no registry. */
export const registryOf = (reference: string): string => parseImageReference(reference)?.registry ?? '';

/** No tag, or `latest`, and no digest: the next pull may bring anything. */
export const isFloating = (reference: string): boolean =>
	!isImageId(reference) && parseImageReference(reference)?.floating === true;
