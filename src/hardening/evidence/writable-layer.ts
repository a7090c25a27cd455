import type {ContainerInspect} from '../../answers/index.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import type {HostTree} from '../../host/host-tree.js';
import type {PathChange} from './evidence.js';

const maxPaths = 20_000;
const kinds = ['modified', 'added', 'deleted'] as const;

/**
 * The paths that a container has changed: from its writable layer if that is visible, else as the engine reports them.
 *
 * @param tree  of the engine's host; `null` when it is another machine
 * @throws EngineError
 */
export async function changedPaths(
	reader: Pick<EngineReader, 'changes'>,
	tree: HostTree | null,
	inspect: Pick<ContainerInspect, 'Id' | 'GraphDriver'>,
	signal?: AbortSignal,
): Promise<readonly PathChange[]> {
	const seen = tree && writableLayer(tree, inspect);
	if (seen !== null) return seen;
	const reported = (await reader.changes(inspect.Id, signal)) ?? [];
	return reported.map(({Path: path, Kind: kind}) => ({path, kind: kinds[kind] ?? 'modified'}));
}

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
