import {type Known, known, unknown} from '../answers/index.js';
import {isInContainer, notInContainer} from './control-group.js';
import {openForeignTree, rootOf} from './foreign-tree.js';
import {belowRoot, type HostTree} from './host-tree.js';
import {overlayTree} from './overlay-tree.js';

/** Where the files of a container are on this host. */
export type ContainerPlace = {
	readonly containerId: string;
	/** Of its first process; 0 where it does not run. */
	readonly pid: number;
	/** Of one that does not run: its writable layer and those of its image, topmost first; `null` where the engine names none. */
	readonly layers: readonly string[] | null;
	/** Paths inside at which something else is mounted while it runs. */
	readonly mounted: readonly string[];
};

/**
 * The files of a container without asking the engine for them: of a running one through the root directory of its first process, with its
 * mounts, of another in its layers, where what its mounts will hide is no answer. Needs root.
 */
export function containerFiles(tree: HostTree, {containerId, pid, layers}: ContainerPlace): Known<HostTree> {
	if (pid > 0) return isInContainer(tree, pid, containerId) ? known(openForeignTree(rootOf(tree, pid))) : notInContainer(pid);
	if (layers === null)
		return unknown('host:layers', 'the engine does not report where its host stores the files of this container');
	const trees = layers.map(layer => openForeignTree(belowRoot(tree, layer)));
	const missing = trees.find(layer => !isThere(layer));
	return missing === undefined
		? known(overlayTree(trees))
		: unknown(`host:${missing.root}`, 'a layer of the container cannot be seen');
}

/** Whether what was read in the meantime is that container's: a process that ended may have left its number to another. */
export const isStillTheirs = (tree: HostTree, {containerId, pid}: ContainerPlace): boolean =>
	pid === 0 || isInContainer(tree, pid, containerId);

/** Whether a path of a container that does not run will be in a mount, or hold one, so that its layers do not tell what is there. */
export function isMountedOver({pid, mounted}: ContainerPlace, path: string, what: 'only itself' | 'with all below'): boolean {
	if (pid > 0) return false;
	const folder = path === '/' ? '/' : `${path}/`;
	return mounted.some(
		point => path === point || path.startsWith(`${point}/`) || (what === 'with all below' && point.startsWith(folder)),
	);
}

function isThere(layer: HostTree): boolean {
	const seen = layer.lstat('/');
	return seen.known && seen.value !== null;
}
