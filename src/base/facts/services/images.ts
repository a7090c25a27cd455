import type {ContainerFacts} from '../container-facts.js';
import type {ImageFacts, ImageReference} from '../image-facts.js';
import {parseImageReference} from '../image-reference.js';
import type {Service} from './service.js';
import {services} from './table/index.js';

/** How an image is a service's: its maker's, or another one of the same name. */
export type ImageMatch = {readonly reference: ImageReference; readonly service: Service; readonly byMaker: boolean};

/** `library/redis`, `valkey/valkey`: the last two parts, so that a mirror's prefix does not matter. */
function lastParts(repository: string): string {
	const parts = repository.split('/').slice(-2);
	return parts.length === 1 ? `library/${parts[0]}` : parts.join('/');
}

const exact = new Map<string, Service>();
const prefixes: (readonly [string, Service])[] = [];
const byLastName = new Map<string, Service>();
for (const service of services)
	for (const image of service.images) {
		if (image.endsWith('*')) prefixes.push([image.slice(0, -1), service]);
		else {
			exact.set(image.includes('/') ? image : `library/${image}`, service);
			const last = image.slice(image.lastIndexOf('/') + 1);
			if (!byLastName.has(last)) byLastName.set(last, service);
		}
	}

/** Names that many images of other purposes have. */
const tooCommon = new Set([
	'docker',
	'hub',
	'registry',
	'server',
	'spark',
	'flower',
	'chrome',
	'prefect',
	'base',
	'singleuser',
	'ml',
]);

/** The service that an image is named for, on whatever registry it lies; made from an id, the image's own names decide. */
export function imageMatch(container: ContainerFacts, image: ImageFacts | null): ImageMatch | null {
	const names = [container.image, ...(image === null ? [] : [...image.tags, ...image.digests])];
	for (const name of names) {
		const reference = parseImageReference(name);
		if (reference === null) continue;
		const key = lastParts(reference.repository);
		const made = exact.get(key) ?? prefixes.find(([prefix]) => key.startsWith(prefix))?.[1];
		if (made !== undefined) return {reference, service: made, byMaker: true};
		const last = key.slice(key.lastIndexOf('/') + 1);
		const alike = tooCommon.has(last) ? undefined : byLastName.get(last);
		if (alike !== undefined) return {reference, service: alike, byMaker: false};
	}
	return null;
}

/** `[7, 17, 9]` of `7.17.9-alpine` and `v7`; `null` for `latest`, which says nothing. */
export function versionOf(tag: string | null): readonly number[] | null {
	const [, numbers] = /^v?(\d{1,4}(?:\.\d{1,6}){0,3})(?:[-_+.a-z]|$)/.exec(tag ?? '') ?? [];
	return numbers === undefined ? null : numbers.split('.').map(Number);
}
