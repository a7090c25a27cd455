import {sanitise} from '../text/safe-text.js';
import type {ImageReference} from './image-facts.js';

/**
 * An image reference as typed: `nginx`, `ghcr.io/acme/api:1.2@sha256:…`, `localhost:5000/x`. `null` for a bare image id, which has
 * no registry.
 *
 * The part before the first slash is a registry when it contains a dot, a colon or a capital letter, or is `localhost`. Host names are
 * not case-sensitive.
 * @source distribution/reference (normalisation of familiar names)
 */
export function parseImageReference(reference: string): ImageReference | null {
	const given = reference.trim();
	if (given === '' || /^(sha256:)?[\da-f]{64}$/.test(given)) return null;
	const [named = '', digest] = given.split('@');
	const slash = named.indexOf('/');
	const host = slash === -1 ? '' : named.slice(0, slash);
	const hasRegistry = /[.:A-Z]/.test(host) || host === 'localhost';
	const rest = hasRegistry ? named.slice(slash + 1) : named;
	const colon = rest.lastIndexOf(':');
	const tag = colon === -1 ? null : rest.slice(colon + 1);
	const path = colon === -1 ? rest : rest.slice(0, colon);
	const registry = hasRegistry ? registryHost(host) : 'docker.io';
	return {
		registry: sanitise(registry),
		repository: sanitise(registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path),
		tag: tag === null ? null : sanitise(tag),
		digest: digest === undefined ? null : sanitise(digest),
		floating: digest === undefined && (tag === null || tag === 'latest'),
	};
}

/** Normalised for comparison: lower case, and the shortest of Docker Hub's names. */
export function registryHost(host: string): string {
	const plain = host.toLowerCase();
	return plain === 'index.docker.io' || plain === 'registry-1.docker.io' ? 'docker.io' : plain;
}
