import {type Known, known, unknown} from '../answers/index.js';
import {type Account, parseAccounts} from '../facts/index.js';
import {isInContainer} from './control-group.js';
import {realPathOf} from './file-facts.js';
import {openForeignTree, rootOf} from './foreign-tree.js';
import {belowRoot, type HostTree, openTree} from './host-tree.js';
import {layerOf} from './image-layers.js';

/** Where an image's files are visible on this host: in its layers, and through a running container that uses it. */
export type ImagePlace = {
	readonly layers: readonly string[] | null;
	readonly running: {
		readonly pid: number;
		readonly containerId: string;
		/** Paths inside at which something else is mounted. */
		readonly mounted?: readonly string[];
	} | null;
};

const PASSWD = '/etc/passwd';

/** The accounts in an image's /etc/passwd, read without asking the engine. Needs root. */
export function readImageAccounts({layers, running}: ImagePlace, root = '/'): Known<readonly Account[]> {
	const tree = openTree(root);
	const layer =
		layers === null
			? null
			: layerOf(
					layers.map(one => openForeignTree(belowRoot(tree, one))),
					PASSWD,
				);
	const text = layer?.read(PASSWD);
	if (text?.known === true && text.value !== null) return known(parseAccounts(text.value));
	return running === null ? unseen : readThroughProcess(tree, running);
}

function readThroughProcess(tree: HostTree, {pid, containerId}: NonNullable<ImagePlace['running']>): Known<readonly Account[]> {
	if (!isInContainer(tree, pid, containerId)) return unseen;
	const inside = openForeignTree(rootOf(tree, pid));
	const text = inside.read(realPathOf(inside, PASSWD));
	if (!text.known) return text;
	return text.value === null ? unseen : known(parseAccounts(text.value));
}

const unseen = unknown('host:image', 'the passwd file of the image cannot be read on this host');
