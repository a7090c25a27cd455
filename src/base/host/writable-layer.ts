import type {ContainerInspect} from '../answers/index.js';
import {runInSlices} from '../lib/spread-work.js';
import {MAX_NAMES} from './attempt.js';
import {isInContainer} from './control-group.js';
import {openForeignTree} from './foreign-tree.js';
import {belowRoot, type HostTree} from './host-tree.js';
import {imageLayers, mountedLayers} from './image-layers.js';
import {isWhiteout, overlayTree} from './overlay-tree.js';

/** A path from `/changes`. Untrusted text: sanitise before painting. */
export type PathChange = {
	readonly path: string;
	readonly kind: 'modified' | 'added' | 'deleted';
	/** Not reported by the engine, but visible in the writable layer. */
	readonly isDirectory?: boolean;
	readonly isDevice?: boolean;
};

const maxPaths = 20_000;

/** Where a container's inspect says that it is. */
export type WritableLayer = Pick<ContainerInspect, 'Id' | 'State' | 'GraphDriver'>;

/**
 * The equivalent of `/changes`, read from the container's writable layer in slices: the engine compares the whole tree with the whole image,
 * which takes seconds for a large one, and with some stores mounts it. A whiteout is a 0/0 character device. `null` when the layer is not
 * visible or too large, and once aborted.
 *
 * @source kernel Documentation/filesystems/overlayfs.rst; moby daemon/graphdriver/overlay2
 */
export const writableLayer = (tree: HostTree, container: WritableLayer, signal?: AbortSignal): Promise<PathChange[] | null> =>
	runInSlices(layerSteps(tree, container), signal);

function* layerSteps(tree: HostTree, container: WritableLayer): Generator<void, PathChange[] | null> {
	const [upper, ...lowers] = (layersOf(tree, container) ?? []).map(layer => openForeignTree(belowRoot(tree, layer)));
	if (upper === undefined) return null;
	const below = overlayTree(lowers);
	const changes: PathChange[] = [];
	const directories = [''];
	// The list grows while it is walked.
	for (const directory of directories) {
		const listed = upper.entries(directory === '' ? '/' : directory, MAX_NAMES);
		if (!listed.known || (listed.value === null && directory === '') || listed.value?.isAll === false) return null;
		for (const {name, stats} of listed.value?.entries ?? []) {
			yield;
			if (!stats.known || changes.length >= maxPaths) return null;
			// Deleted meanwhile, as its directory may be.
			if (stats.value === null) continue;
			const path = `${directory}/${name}`;
			const isGone = isWhiteout(stats.value);
			const before = isGone ? null : below.lstat(path);
			if (before?.known === false) return null;
			const isDevice = !isGone && (stats.value.isCharacterDevice() || stats.value.isBlockDevice());
			changes.push({
				path,
				kind: isGone ? 'deleted' : before?.value != null ? 'modified' : 'added',
				isDirectory: stats.value.isDirectory(),
				...(isDevice ? {isDevice} : {}),
			});
			if (stats.value.isDirectory()) directories.push(path);
		}
	}
	return changes;
}

function layersOf(tree: HostTree, {Id: id, State: state, GraphDriver: driver}: WritableLayer): readonly string[] | null {
	const named = /^overlay2?$/.test(driver?.Name ?? '') ? imageLayers({GraphDriver: driver}) : null;
	const pid = state?.Pid ?? 0;
	return named ?? (pid > 0 && isInContainer(tree, pid, id) ? mountedLayers(tree, pid) : null);
}
