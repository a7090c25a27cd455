import type {ContainerInspect} from '../answers/index.js';
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
 * The equivalent of `/changes`, read from the container's writable layer: the engine compares the whole tree with the whole image, which takes
 * seconds for a large one. A whiteout is a 0/0 character device. `null` when the layer is not visible or too large.
 *
 * @source kernel Documentation/filesystems/overlayfs.rst; moby daemon/graphdriver/overlay2
 */
export function writableLayer(tree: HostTree, {GraphDriver: driver}: Pick<ContainerInspect, 'GraphDriver'>): PathChange[] | null {
	const {UpperDir: upper, LowerDir: lowers} = driver?.Data ?? {};
	if (driver?.Name !== 'overlay2' || upper === undefined || lowers === undefined) return null;
	const below = lowers.split(':');
	const isThere = (path: string): boolean =>
		below.some(lower => {
			const stat = tree.lstat(lower + path);
			return stat.known && stat.value !== null;
		});
	const changes: PathChange[] = [];
	const look = (directory: string): boolean => {
		const names = tree.list(upper + directory);
		if (!names.known || names.value === null) return false;
		return names.value.every(name => {
			const path = `${directory}/${name}`;
			const stat = tree.lstat(upper + path);
			if (!stat.known || stat.value === null || changes.length >= maxPaths) return false;
			const isGone = stat.value.isCharacterDevice() && stat.value.rdev === 0;
			changes.push({
				path,
				kind: isGone ? 'deleted' : isThere(path) ? 'modified' : 'added',
				isDirectory: stat.value.isDirectory(),
				...(!isGone && (stat.value.isCharacterDevice() || stat.value.isBlockDevice()) ? {isDevice: true} : {}),
			});
			return isGone || !stat.value.isDirectory() || look(path);
		});
	};
	return look('') ? changes : null;
}
