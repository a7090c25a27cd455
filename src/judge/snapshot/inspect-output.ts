import {type ContainerInspect, type ImageInspect, isRecord, type VolumeInspect} from '../../base/index.js';
import {type Snapshot, snapshotSchema} from './snapshot.js';
import {type Complain, distinct, isContainer, isVolume, nameOf} from './snapshot-shapes.js';

/** `podman ps`, the API's list and pods have the state as a word: judged as containers, everything would seem fine. */
const isRow = (item: Record<string, unknown>): boolean => typeof item['State'] === 'string';

/** The output of `docker inspect` for containers and images, as a snapshot without everything else. */
export function snapshotOfInspects(items: readonly unknown[], complain: Complain): Snapshot {
	const containers: ContainerInspect[] = [];
	const images: ImageInspect[] = [];
	const volumes: VolumeInspect[] = [];
	if (items.length === 0) return complain('the list is empty: docker inspect has found nothing');
	for (const [index, item] of items.entries()) {
		if (isVolume(item)) {
			volumes.push(item);
			continue;
		}
		if (!isContainer(item))
			return complain(
				`[${index}] is ${isRecord(item) ? 'an object without an "Id"' : nameOf(item)}; expected the output of docker inspect`,
			);
		if (isRow(item))
			return complain(
				`[${index}] is a row of a list, or a pod, which says too little; expected the output of docker inspect $(docker ps -aq)`,
			);
		if ('RootFS' in item || 'RepoTags' in item) images.push(item);
		else if ('HostConfig' in item || 'State' in item || 'Config' in item) containers.push(item);
		// One network is not the list of them, on which the engine's own checks depend.
		else if (!('IPAM' in item))
			return complain(`[${index}] is neither a container, an image, a network nor a volume, as docker inspect shows them`);
	}
	if (containers.length + images.length === 0) return complain('it contains no container and no image');
	const listed = new Set(volumes.map(({Name}) => Name));
	const mounted = containers.flatMap(({Mounts}) => (Array.isArray(Mounts) ? Mounts : [])).flatMap(mount => mount?.Name || []);
	return {
		schema: snapshotSchema,
		version: null,
		info: null,
		containers: distinct(
			containers.map(inspect => ({inspect, top: null})),
			complain,
		),
		images: images.map(inspect => ({inspect, history: null})),
		networks: null,
		// Others may bind any host path: an incomplete list says nothing about them.
		volumes: volumes.length > 0 && mounted.every(name => listed.has(name)) ? volumes : null,
		plugins: null,
		swarm: null,
		host: null,
		scans: [],
	};
}
