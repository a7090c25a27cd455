import type {ContainerInspect} from '../../answers/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {classify, writableDirectories} from './writable-paths.js';

/** Directories outside its mounts to which a container wrote what is gone with it; temporary files do not count. */
export function lostWrites(inspect: ContainerInspect, {changes, directories}: HardeningEvidence): readonly string[] {
	if (!changes.known) return [];
	return writableDirectories(changes.value, inspect)
		.filter(path => !['tmpfs', 'scratch'].includes(classify(path, directories.get(path) ?? null, changes.value).how))
		.sort();
}
