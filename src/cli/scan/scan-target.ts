import {
	type ContainerRow,
	composeFacts,
	EngineError,
	type EngineReader,
	type ImageInspect,
	parseImageReference,
	sanitise,
} from '../../base/index.js';
import {serviceNames} from '../../judge/index.js';
import {containerRowName, type ScanTarget} from '../../scan/index.js';
import {isIdPrefix} from '../source/id-prefix.js';

/** An invalid scan target; exit status 2. */
export class TargetError extends Error {
	override readonly name = 'TargetError';
}

/**
 * The container or image that a name refers to: a container by name or id prefix, else an image by any name
 * that the engine knows. @throws TargetError, EngineError
 */
export async function findScanTarget(engine: EngineReader, wanted: string, signal: AbortSignal): Promise<ScanTarget> {
	const rows = await engine.containers({all: true}, signal);
	const bare = bareName(wanted);
	const byName = rows.filter(row => row.Id === bare || row.Names?.some(name => bareName(name) === bare));
	const byId = rows.filter(row => isIdPrefix(bare, row.Id));
	// `2048` may be the start of an id by chance, but is also a valid name.
	const isImage = byName.length === 0 && byId.length > 0 && bare.length < SHORT_ID && (await isTag(engine, wanted, signal));
	const meant = byName.length > 0 ? byName : isImage ? [] : byId;
	if (meant.length > 1) throw new TargetError(`"${wanted}" matches the ids of ${meant.length} containers`);
	const [container] = meant;
	const reference = container?.ImageID ?? container?.Image ?? wanted;
	const unknown = () =>
		new TargetError(`neither a container nor an image on this engine is called "${wanted}" (dockscope does not pull images)`);
	if (container === undefined && !isReference(wanted)) throw unknown();
	const image = await engine.image(reference, signal).catch((error: unknown): ImageInspect => {
		// The output of docker inspect shows which image a container has, but nothing about the image.
		if (isNotRecorded(error) && container?.ImageID !== undefined) return {Id: container.ImageID};
		throw isNotRecorded(error) || isNotFound(error) ? unknown() : error;
	});
	const users = rows.filter(row => row.ImageID === image.Id);
	return {
		image: sanitise(container?.Image ?? wanted),
		reference: image.RepoTags?.find(tag => tag === wanted) ?? image.RepoTags?.[0] ?? image.Id,
		id: image.Id,
		alsoKnownAs: [...(image.RepoTags ?? []), ...(image.RepoDigests ?? [])],
		containers: users.map(containerRowName),
		containerId: container?.Id ?? null,
		...(container === undefined ? {} : {asked: namesOf(container)}),
	};
}

const namesOf = ({Names, Labels}: ContainerRow) => ({
	names: (Names ?? []).map(bareName),
	services: serviceNames(composeFacts(Labels)),
});

/** The engine writes names with a leading slash. */
const bareName = (name: string): string => name.replace(/^\//, '');

const isNotFound = (error: unknown): boolean => error instanceof EngineError && error.kind === 'not-found';
const isNotRecorded = (error: unknown): boolean => error instanceof EngineError && error.kind === 'not-recorded';

/** Length of Docker's own short ids. */
const SHORT_ID = 12;

async function isTag(engine: EngineReader, wanted: string, signal: AbortSignal): Promise<boolean> {
	if (!isReference(wanted)) return false;
	const image = await engine.image(wanted, signal).catch((error: unknown) => {
		if (isNotFound(error) || isNotRecorded(error)) return null;
		throw error;
	});
	return image?.RepoTags?.some(tag => tag === wanted || tag === `${wanted}:latest`) === true;
}

/** Engines reject invalid image names with their own errors (400, on Podman 500). @source distribution/reference (grammar) */
function isReference(wanted: string): boolean {
	const reference = parseImageReference(wanted);
	return (
		reference === null || reference.repository.split('/').every(part => /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/.test(part))
	);
}
