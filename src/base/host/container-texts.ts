import {type Known, known, unknown} from '../answers/index.js';
import {isInContainer} from './control-group.js';
import {followedPath} from './file-facts.js';
import {openForeignTree, rootOf} from './foreign-tree.js';
import {type HostTree, openTree} from './host-tree.js';

/** A file of a container, with its path there. */
type ContainerText = {readonly path: string; readonly text: string};

/** Of one folder; with more, none are read: the last setting of a name decides. */
const MAX_FILES = 50;

/**
 * The text of a file of a running container, or of the files in a folder, through the root directory of its first process: with its
 * mounts, without a request or an event. `null` where there is no such path. Needs root.
 *
 * @param path  absolute, in the container; links are followed below its root
 */
export function readContainerTexts(
	pid: number,
	containerId: string,
	path: string,
	root = '/',
): Known<readonly ContainerText[] | null> {
	const tree = openTree(root);
	const source = `host:/proc/${pid}/root`;
	if (!isInContainer(tree, pid, containerId))
		return unknown(source, 'the process does not, or no longer, belong to this container');
	const inside = openForeignTree(rootOf(tree, pid));
	const real = followedPath(inside, path);
	if (real === null) return unknown(source, `${path} cannot be followed`);
	const seen = inside.lstat(real);
	if (!seen.known) return seen;
	if (seen.value === null) return known(null);
	if (seen.value.isFile()) {
		const text = inside.read(real);
		if (!text.known) return text;
		return text.value === null ? unknown(source, `${path} cannot be read`) : known([{path, text: text.value}]);
	}
	const names = seen.value.isDirectory() ? inside.list(real) : unknown(source, `${path} is not a file`);
	if (!names.known) return names;
	if ((names.value ?? []).length > MAX_FILES) return unknown(source, `${path} has more than ${MAX_FILES} files`);
	const found: ContainerText[] = [];
	for (const name of names.value ?? []) {
		const file = followedPath(inside, `${real}/${name}`);
		const text = file === null ? null : inside.read(file);
		if (text?.known === true && text.value !== null) found.push({path: `${path}/${name}`, text: text.value});
		// A folder in it holds no setting; a file that is not read may hold the one that decides.
		else if (text?.known === false) {
			if (isRegular(inside, file ?? '')) return text;
		} else if (file === null || isRegular(inside, file)) return unknown(source, `${path}/${name} cannot be read`);
	}
	return known(found);
}

function isRegular(tree: HostTree, path: string): boolean {
	const seen = tree.lstat(path);
	return !seen.known || seen.value?.isFile() === true;
}
