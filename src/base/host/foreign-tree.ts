import {allOf, attempt, MAX_FILE, MAX_NAMES, MAX_TABLE, touched} from './attempt.js';
import {bytesBeneath, entryBeneath, linkBeneath, lstatBeneath, namesBeneath, textBeneath} from './beneath.js';
import {refusalFrom} from './foreign-file-systems.js';
import {belowRoot, type HostTree} from './host-tree.js';

/**
 * The files below a directory whose content is someone else's: the root of a container's process, a layer of an image. No link is followed,
 * except of the root itself, no path leads out of it, and nothing but regular files and folders is opened.
 *
 * @param root  `/proc/4711/root`; on the real host, its mount table tells what may be entered
 */
export function openForeignTree(root: string): HostTree {
	const [, host = '', pid] = /^(.*)\/proc\/(\d+)\/root$/.exec(root) ?? [];
	const table = pid === undefined ? null : `${host}/proc/${pid}/mountinfo`;
	const refuses = table === null ? () => null : refusalFrom(table);
	const look = <T>(path: string, how: () => T) => attempt(path, how, one => touched(`${root}${one}`) ?? refuses(one));
	const lookQuietly = <T>(path: string, how: () => T) => attempt(path, how, refuses);
	return {
		root,
		read: path => look(path, () => textBeneath(root, path, MAX_FILE)),
		bytes: (path, limit) => look(path, () => bytesBeneath(root, path, limit)),
		readTable: path => look(path, () => textBeneath(root, path, MAX_TABLE)),
		list: path =>
			look(path, () =>
				allOf(namesBeneath(root, path, MAX_NAMES))
					.map(({name}) => name)
					.toSorted(),
			),
		some: (path, most) =>
			look(path, () => {
				const {names, isAll} = namesBeneath(root, path, most);
				return {isAll, names: names.map(({name}) => name)};
			}),
		directories: path =>
			look(path, () => {
				const names = allOf(namesBeneath(root, path, MAX_NAMES));
				return names.flatMap(name => (entryBeneath(root, path, name)?.isDirectory() === true ? [name.name] : []));
			}),
		link: path => look(path, () => linkBeneath(root, path)),
		lstat: path => look(path, () => lstatBeneath(root, path)),
		stat: path => look(path, () => lstatBeneath(root, path)),
		entries: (path, most) =>
			look(path, () => {
				const {names, isAll} = namesBeneath(root, path, most);
				const entryAt = (name: (typeof names)[number]) =>
					lookQuietly(`${path}/${name.name}`, () => entryBeneath(root, path, name));
				return {isAll, entries: names.map(name => ({name: name.name, stats: entryAt(name)}))};
			}),
	};
}

/** The root directory of a process, for `openForeignTree`. */
export const rootOf = (tree: HostTree, pid: number): string => belowRoot(tree, `/proc/${pid}/root`);
