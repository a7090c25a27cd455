import {
	type ContainerPlace,
	containerFiles,
	type HostTree,
	isStillTheirs,
	type Known,
	known,
	unknown,
	walkImage,
} from '../../base/index.js';
import {type FoundPackages, isWanted, readWanted, sizeLimitOf, tooLarge, unreadable} from './wanted.js';

/**
 * The package data in a container's files, by path without a leading slash. Mounts are skipped. Needs root.
 *
 * @param tree  of the host
 */
export async function containerPackages(tree: HostTree, of: ContainerPlace): Promise<Known<ReadonlyMap<string, FoundPackages>>> {
	const files = containerFiles(tree, of);
	if (!files.known) return files;
	const root = files.value.lstat('/');
	if (!root.known) return root;
	const found = new Map<string, FoundPackages>();
	const walked = await walkImage(
		[files.value],
		({size}, path, layer) => {
			const name = path.slice(1);
			if (!isWanted(name)) return false;
			const large = tooLarge(name, size);
			const content = large === null ? layer.bytes(path, sizeLimitOf(name)) : known(null);
			found.set(name, large ?? (content.known && content.value !== null ? readWanted(name, content.value) : unreadable(name)));
			return false;
		},
		{device: of.pid > 0 ? (root.value?.dev ?? null) : null, mounted: new Set(of.mounted)},
	);
	if (!walked.known) return walked;
	return isStillTheirs(tree, of) ? known(found) : unknown(`host:/proc/${of.pid}/root`, 'the container stopped while it was read');
}
