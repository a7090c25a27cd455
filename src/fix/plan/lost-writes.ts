import {dirname} from 'node:path/posix';
import type {ContainerInspect} from '../../base/index.js';
import type {HardeningEvidence, PathChange} from '../evidence/evidence.js';
import {classify} from './writable-paths.js';
import {writtenDirectories} from './written-directories.js';

/** New files and directories at the top are named one by one: a copy of `/` would be the whole image. */
const atTop = (changes: readonly PathChange[]): readonly string[] =>
	changes.flatMap(({path, kind}) => (kind === 'added' && dirname(path) === '/' && path !== '/.dockerenv' ? [path] : []));

/** Directories outside its mounts to which a container wrote what is gone with it; temporary files do not count. */
export function lostWrites(inspect: ContainerInspect, {changes, directories}: HardeningEvidence): readonly string[] {
	if (!changes.known) return [];
	return writtenDirectories(changes.value, inspect)
		.filter(path => !['tmpfs', 'scratch'].includes(classify(path, directories.get(path) ?? null, changes.value).how))
		.flatMap(path => (path === '/' ? atTop(changes.value) : [path]))
		.sort();
}
