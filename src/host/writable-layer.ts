import type {ContainerInspect} from '../answers/index.js';
import {runInSlices} from '../terminal/time-slice.js';
import type {HostTree} from './host-tree.js';

/** A path from `/changes`. Untrusted text: sanitise before painting. */
export type PathChange = {
	readonly path: string;
	readonly kind: 'modified' | 'added' | 'deleted';
	/** Not reported by the engine, but visible in the writable layer. */
	readonly isDirectory?: boolean;
	readonly isDevice?: boolean;
};

const maxPaths = 20_000;

/**
 * The equivalent of `/changes`, read from the container's writable layer in slices: the engine compares the whole tree with the whole image,
 * which takes seconds for a large one. A whiteout is a 0/0 character device. `null` when the layer is not visible or too large, and once
 * aborted.
 *
 * @source kernel Documentation/filesystems/overlayfs.rst; moby daemon/graphdriver/overlay2
 */
export const writableLayer = (
	tree: HostTree,
	container: Pick<ContainerInspect, 'GraphDriver'>,
	signal?: AbortSignal,
): Promise<PathChange[] | null> => runInSlices(layerSteps(tree, container), signal);

function* layerSteps(
	tree: HostTree,
	{GraphDriver: driver}: Pick<ContainerInspect, 'GraphDriver'>,
): Generator<void, PathChange[] | null> {
	const {UpperDir: upper, LowerDir: lowers} = driver?.Data ?? {};
	if (driver?.Name !== 'overlay2' || upper === undefined || lowers === undefined) return null;
	const below = lowers.split(':');
	const isThere = (path: string): boolean =>
		below.some(lower => {
			const stat = tree.lstat(lower + path);
			return stat.known && stat.value !== null;
		});
	const changes: PathChange[] = [];
	const directories = [''];
	// The list grows while it is walked.
	for (const directory of directories) {
		const names = tree.list(upper + directory);
		if (!names.known || (names.value === null && directory === '')) return null;
		for (const name of names.value ?? []) {
			yield;
			const path = `${directory}/${name}`;
			const stat = tree.lstat(upper + path);
			if (!stat.known || changes.length >= maxPaths) return null;
			// Deleted meanwhile, as its directory may be.
			if (stat.value === null) continue;
			const isGone = stat.value.isCharacterDevice() && stat.value.rdev === 0;
			changes.push({
				path,
				kind: isGone ? 'deleted' : isThere(path) ? 'modified' : 'added',
				isDirectory: stat.value.isDirectory(),
				...(!isGone && (stat.value.isCharacterDevice() || stat.value.isBlockDevice()) ? {isDevice: true} : {}),
			});
			if (!isGone && stat.value.isDirectory()) directories.push(path);
		}
	}
	return changes;
}
