import type {Stats} from 'node:fs';
import {type Known, known, unknown} from '../answers/index.js';
import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {isInContainer, notInContainer} from './control-group.js';
import {type HostTree, openTree} from './host-tree.js';
import type {ImagePlace} from './image-accounts.js';
import {walkImage} from './walk-image.js';

const SETUID_OR_SETGID = 0o6000;

/**
 * Setuid and setgid files of an image: from its layers, else from a running container's file system, seen through the root
 * directory of its first process, excluding mounts by their device. Read on the host, without an exec or an event;
 * needs root.
 */
export async function findSetuidFiles({layers, running}: ImagePlace, root = '/'): Promise<Known<readonly SafeText[]>> {
	const tree = openTree(root);
	const isWanted = ({mode}: Stats) => (mode & SETUID_OR_SETGID) !== 0;
	if (layers !== null) {
		const found = await walkImage(tree, layers, isWanted);
		// Removed with the image meanwhile, or not visible from here: a missing layer is not a clean one.
		const lost = layers.find(layer => !isThere(tree, layer));
		if (lost === undefined) return named(found);
		if (running === null) return unknown(`host:${lost}`, 'a layer directory is missing');
	}
	if (running === null) return unknown('host:image', 'the engine does not report where its host stores the image');
	const {pid, containerId, mounted} = running;
	const top = `/proc/${pid}/root`;
	if (!isInContainer(tree, pid, containerId)) return notInContainer(pid);
	const seen = tree.stat(top);
	if (!seen.known) return seen;
	if (seen.value === null) return unknown(`host:${top}`, 'the process has ended');
	const found = await walkImage(tree, [top], isWanted, seen.value.dev, new Set(mounted));
	// This takes a while: if the process ended meanwhile, only a part was seen.
	return isInContainer(tree, pid, containerId) ? named(found) : notInContainer(pid);
}

function isThere(tree: HostTree, path: string): boolean {
	const seen = tree.stat(path);
	return !seen.known || seen.value !== null;
}

const named = (paths: Known<readonly string[]>): Known<readonly SafeText[]> =>
	paths.known ? known(paths.value.map(sanitise)) : paths;
