import type {Stats} from 'node:fs';
import {type Known, known, unknown} from '../answers/index.js';
import type {FileFacts} from '../facts/index.js';
import {sanitise} from '../text/safe-text.js';
import type {HostTree} from './host-tree.js';

/** Linux gives up after 40 symbolic links: path_resolution(7). */
const MAXIMUM_LINKS = 40;

type Walk = {real: string; stats: Stats | null; linked: boolean; writableParent: string | null};

/**
 * Owner, mode and type of a file, with symbolic links followed below the tree's root, and the first directory on the way (including
 * those of link targets) where someone other than its owner could replace the entry.
 */
export function lookAtFile(tree: HostTree, path: string): Known<FileFacts> {
	const walked = walk(tree, path);
	if (!walked.known) return walked;
	const {real, stats, linked, writableParent} = walked.value;
	return known({
		path: sanitise(path),
		exists: stats !== null,
		realPath: linked ? sanitise(real) : null,
		mode: stats === null ? 0 : stats.mode & 0o7777,
		uid: stats?.uid ?? 0,
		gid: stats?.gid ?? 0,
		kind: stats === null ? 'other' : kindOf(stats),
		writableParent: writableParent === null ? null : sanitise(writableParent),
	});
}

/** The target of symbolic links, below the tree's root; `null` when the path cannot be followed to the end. */
export function followedPath(tree: HostTree, path: string): string | null {
	const walked = walk(tree, path);
	return walked.known ? walked.value.real : null;
}

/** The same, but the path itself when it cannot be followed. */
export const realPathOf = (tree: HostTree, path: string): string => followedPath(tree, path) ?? path;

function walk(tree: HostTree, path: string): Known<Walk> {
	let real = '';
	let links = 0;
	let stats: Stats | null = null;
	let writableParent: string | null = null;
	// The next part is the last: a long path is not copied for each of its parts.
	const ahead = partsOf(path).reverse();
	for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
		if (name === '..') {
			real = real.slice(0, Math.max(0, real.lastIndexOf('/')));
			if (ahead.length > 0) continue;
			const parent = tree.lstat(real === '' ? '/' : real);
			if (!parent.known) return parent;
			stats = parent.value;
			break;
		}
		const here = `${real}/${name}`;
		const seen = tree.lstat(here);
		if (!seen.known) return seen;
		stats = seen.value;
		if (stats === null) return known({real: [here, ...ahead.reverse()].join('/'), stats, linked: links > 0, writableParent});
		if (stats.isSymbolicLink()) {
			links += 1;
			if (links > MAXIMUM_LINKS) return unknown(`host:${path}`, 'a loop of symbolic links');
			const target = tree.link(here);
			if (!target.known) return target;
			if (target.value?.startsWith('/')) real = '';
			ahead.push(...partsOf(target.value ?? '').reverse());
			continue;
		}
		if (ahead.length > 0 && writableParent === null && othersMayReplaceIn(stats)) writableParent = here;
		real = here;
	}
	return known({real: real === '' ? '/' : real, stats: stats ?? null, linked: links > 0, writableParent});
}

const partsOf = (path: string): string[] => path.split('/').filter(part => part !== '' && part !== '.');

/** The sticky bit protects entries of other users; write access for root's own group adds no one. */
function othersMayReplaceIn({mode, gid}: Stats): boolean {
	const sticky = (mode & 0o1000) !== 0;
	return !sticky && ((mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== 0));
}

function kindOf(stats: Stats): FileFacts['kind'] {
	if (stats.isFile()) return 'file';
	if (stats.isDirectory()) return 'directory';
	return stats.isSocket() ? 'socket' : 'other';
}
