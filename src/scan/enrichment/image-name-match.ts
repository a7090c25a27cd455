import {parseImageReference} from '../../base/index.js';
import {parsePurl, qualifiersOf} from '../formats/purl.js';
import type {ScanTarget} from '../scanner.js';

export type ImageNames = Pick<ScanTarget, 'image' | 'id' | 'alsoKnownAs'>;

/**
 * Whether `pkg:oci/…`, `pkg:docker/…`, a plain reference or a digest matches an image. Each part that is given (digest, repository, tag) must
 * match; a bare name is any image with it. @source package-url/purl-spec types-doc/oci, docker
 */
export function matchesImageName(id: string, {image, id: imageId, alsoKnownAs = []}: ImageNames): boolean {
	const wanted = wantedBy(id);
	const references = [image, ...alsoKnownAs].flatMap(name => parseImageReference(name) ?? []);
	if (wanted === null) return false;
	const {digest, tag, isRepository} = wanted;
	if (digest !== null && digest !== imageId && !references.some(one => one.digest === digest)) return false;
	return references.some(one => isRepository(one.registry, one.repository) && (tag === null || tag === (one.tag ?? 'latest')));
}

type Wanted = {
	readonly digest: string | null;
	readonly tag: string | null;
	readonly isRepository: (registry: string, repository: string) => boolean;
};

function wantedBy(id: string): Wanted | null {
	if (/^sha256:[0-9a-f]{64}$/.test(id)) return {digest: id, tag: null, isRepository: () => true};
	const purl = parsePurl(id);
	const qualifiers = qualifiersOf(id);
	const version = purl?.version ?? null;
	const digest = version?.startsWith('sha256:') === true ? version : null;
	if (purl?.type === 'oci') {
		const url = qualifiers.get('repository_url')?.replace(/^https?:\/\//, '') ?? null;
		const isRepository = (registry: string, repository: string) =>
			repository.split('/').at(-1) === purl.name && (url === null || isUnder(url, registry, repository));
		return {digest: version, tag: qualifiers.get('tag') ?? null, isRepository};
	}
	const registry = qualifiers.get('repository_url') ?? 'docker.io';
	const name = purl?.type === 'docker' ? `${registry}/${purl.namespace ?? 'library'}/${purl.name}` : id;
	const reference = purl === null || purl.type === 'docker' ? parseImageReference(name) : null;
	if (reference === null) return null;
	return {
		digest: digest ?? reference.digest,
		tag: digest === null ? (version ?? reference.tag) : null,
		isRepository: (...parts) => parts[0] === reference.registry && parts[1] === reference.repository,
	};
}

/** The repository itself, or the registry or folder that it is in: both are used. */
function isUnder(url: string, registry: string, repository: string): boolean {
	const full = `${registry}/${repository}`;
	const parsed = parseImageReference(url);
	const whole = parsed === null ? url : `${parsed.registry}/${parsed.repository}`;
	return full === whole || full.startsWith(`${url}/`);
}
