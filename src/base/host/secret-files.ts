import type {Stats} from 'node:fs';
import {join} from 'node:path';
import type {FileAccess} from '../facts/index.js';
import {isSecretFile} from '../facts/secret-files.js';
import type {HostTree} from './host-tree.js';

const MAX_ENTRIES = 500;
const MAX_WAYS = 20;

/**
 * Whose the secrets in a directory are: for each kind of file once the directories on the way to it, and the file last. `null` where not all
 * of it could be looked at.
 */
export function secretFilesBelow(tree: HostTree, top: string): readonly (readonly FileAccess[])[] | null {
	const ways = new Map<string, readonly FileAccess[]>();
	const ahead: {readonly path: string; readonly way: readonly FileAccess[]}[] = [{path: top, way: []}];
	let left = MAX_ENTRIES;
	for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
		const listed = tree.some(at.path, left);
		if (!listed.known || listed.value?.isAll === false) return null;
		for (const name of listed.value?.names ?? []) {
			left -= 1;
			const path = join(at.path, name);
			const seen = tree.lstat(path);
			if (!seen.known) return null;
			if (seen.value === null) continue;
			const way = [...at.way, ownerOf(seen.value)];
			if (seen.value.isDirectory()) ahead.push({path, way});
			else if (seen.value.isFile() && isSecretFile(path)) ways.set(JSON.stringify(way), way);
		}
		if (left <= 0 || ways.size > MAX_WAYS) return null;
	}
	return [...ways.values()];
}

export const ownerOf = ({uid, gid, mode}: Stats): FileAccess => ({uid, gid, mode: mode & 0o7777});
