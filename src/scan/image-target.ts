import {type ContainerRow, type EngineReader, sanitise} from '../base/index.js';
import {pristineContainer} from './inventory/package-drift.js';
import type {ScanTarget} from './scanner.js';

/** An image in use, by its id, as a scan target. @throws EngineError */
export async function imageTarget(engine: EngineReader, image: string, signal: AbortSignal): Promise<ScanTarget> {
	const [{RepoTags}, rows] = await Promise.all([engine.image(image, signal), engine.containers({all: true}, signal)]);
	const users = rows.filter(row => row.ImageID === image);
	const reference = RepoTags?.[0] ?? image;
	return {
		image: sanitise(reference),
		reference,
		id: image,
		containers: users.map(containerRowName),
		// What one container has changed must not be attributed to the others: then the image itself is read.
		containerId: await pristineContainer(
			engine,
			users.toSorted(runningFirst).map(({Id}) => Id),
			signal,
		),
		asImage: true,
	};
}

/** `shop-web`, the usual name. */
export const containerRowName = ({Names, Id}: Pick<ContainerRow, 'Names' | 'Id'>) =>
	sanitise((Names?.[0] ?? Id.slice(0, 12)).replace(/^\//, ''));

const runningFirst = (a: {State?: string}, b: {State?: string}): number =>
	Number(b.State === 'running') - Number(a.State === 'running');
