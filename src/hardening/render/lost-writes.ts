import type {ContainerInspect} from '../../answers/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {classify, writableDirectories} from '../plan/writable-paths.js';

/** Named in full; the others are counted. */
const most = 3;

/**
 * What a container wrote outside its mounts and would lose: Compose removes a container when it replaces it, and nothing brings that back.
 * Temporary files do not count.
 */
export function lostWrites(name: string, inspect: ContainerInspect, {changes, directories}: HardeningEvidence): string[] {
	if (!changes.known) return [];
	const kept = writableDirectories(changes.value, inspect)
		.filter(path => !['tmpfs', 'scratch'].includes(classify(path, directories.get(path) ?? null, changes.value).how))
		.sort();
	if (kept.length === 0) return [];
	const more = kept.length > most ? ` and ${kept.length - most} more` : '';
	return [
		`what ${name} wrote to ${kept.slice(0, most).join(', ')}${more} is lost when Compose replaces it: copy out what you need first (docker cp)`,
	];
}
