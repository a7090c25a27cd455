import type {Stats} from 'node:fs';
import {type Known, known, unknown} from '../answers/index.js';
import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {isInContainer} from './control-group.js';
import {openTree} from './host-tree.js';
import type {ImagePlace} from './image-accounts.js';
import {walkImage} from './walk-image.js';

const SETUID_OR_SETGID = 0o6000;

/**
 * Setuid and setgid files of an image: in its layers, else those of a running container's own file system, seen through the root
 * directory of its first process, where mounts are left out by their device. Read on the host, without an exec and without an event;
 * only root may look there.
 */
export async function findSetuidFiles({layers, running}: ImagePlace, root = '/'): Promise<Known<readonly SafeText[]>> {
	const tree = openTree(root);
	const isWanted = ({mode}: Stats) => (mode & SETUID_OR_SETGID) !== 0;
	if (layers !== null) return named(await walkImage(tree, layers, isWanted));
	if (running === null) return unknown('host:image', 'the engine does not say where on its host the files of the image lie');
	const {pid, containerId} = running;
	const top = `/proc/${pid}/root`;
	if (!isInContainer(tree, pid, containerId)) {
		return unknown(`host:${top}`, 'the process is not, or no longer, one of this container');
	}
	const seen = tree.stat(top);
	if (!seen.known) return seen;
	if (seen.value === null) return unknown(`host:${top}`, 'the process has ended');
	return named(await walkImage(tree, [top], isWanted, seen.value.dev));
}

const named = (paths: Known<readonly string[]>): Known<readonly SafeText[]> =>
	paths.known ? known(paths.value.map(sanitise)) : paths;
