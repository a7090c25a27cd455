import type {Stats} from 'node:fs';
import {join} from 'node:path';
import type {HostTree} from './host-tree.js';
import {identityOf} from './runtime-sockets.js';

/** A container may fill a directory with any number of files. */
const mostFiles = 20_000;

type Search = {
	/** Of the file that was found. */
	readonly identity: string | null;
	/** False when not every file was looked at. */
	readonly isWhole: boolean;
};

/**
 * Looks for another name of one of these files in a directory, at any depth, without leaving its file system.
 *
 * @param wanted  device and inode of each
 */
export function findHardLink(
	tree: HostTree,
	directory: {readonly path: string; readonly stats: Stats},
	wanted: ReadonlySet<string>,
): Search {
	const ahead = [directory.path];
	let left = mostFiles;
	let isWhole = true;
	for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
		const listed = tree.some(path, left);
		if (!listed.known || listed.value?.isAll === false) isWhole = false;
		for (const name of (listed.known && listed.value?.names) || []) {
			left -= 1;
			const at = join(path, name);
			const seen = tree.lstat(at);
			if (!seen.known || seen.value === null || seen.value.dev !== directory.stats.dev) continue;
			if (seen.value.isSocket() && wanted.has(identityOf(seen.value))) return {identity: identityOf(seen.value), isWhole};
			if (seen.value.isDirectory()) ahead.push(at);
		}
		if (left <= 0 && ahead.length > 0) return {identity: null, isWhole: false};
	}
	return {identity: null, isWhole};
}
