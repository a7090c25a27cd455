/** A reference as the engine completes it: `nginx` is `docker.io/library/nginx:latest`; a digest stays as it is. */
export function fullName(reference: string): string {
	const [name = '', digest] = reference.split('@');
	const slash = name.indexOf('/');
	const first = slash === -1 ? '' : name.slice(0, slash);
	const hasHost = /[.:]/.test(first) || first === 'localhost';
	const host = !hasHost ? 'docker.io' : first === 'index.docker.io' ? 'docker.io' : first;
	const path = hasHost ? name.slice(slash + 1) : name;
	const repository = host === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
	const hasTag = /:[^/]*$/.test(repository);
	return `${host}/${repository}${hasTag || digest !== undefined ? '' : ':latest'}${digest === undefined ? '' : `@${digest}`}`;
}

/** The container was made from an id: no name can move under it. */
export const isImageId = (reference: string): boolean => /^(sha256:)?[0-9a-f]{12,64}$/.test(reference);

/** `docker.io` of `nginx:1.27` */
export const registryOf = (reference: string): string => fullName(reference).split('/')[0] ?? '';

/** No tag, or `latest`, and no digest: the next pull may bring anything. */
export const isFloating = (reference: string): boolean =>
	!isImageId(reference) && !reference.includes('@') && fullName(reference).endsWith(':latest');
