import type {EngineReader} from '../../engine/engine-reader.js';
import type {ProcessFacts} from '../../facts/index.js';
import type {HostTree} from '../../host/host-tree.js';

/** Of Go's FileMode. */
const setuidBit = 1 << 23;
const maxPrograms = 12;

/**
 * Paths of the running programs whose file is setuid (exim, postdrop, sudo): run again by an ordinary user they become root, which
 * no-new-privileges forbids. The engine is asked for each file's mode.
 */
export async function setuidPrograms(
	reader: Pick<EngineReader, 'pathStat'>,
	id: string,
	processes: readonly ProcessFacts[],
	tree: HostTree | null,
	signal?: AbortSignal,
): Promise<string[]> {
	const paths = new Set(processes.flatMap(process => programOf(process, tree)));
	const found: string[] = [];
	for (const path of [...paths].slice(0, maxPrograms)) {
		const stat = await reader.pathStat(id, path, signal);
		if (stat !== null && (stat.mode & setuidBit) !== 0) found.push(path);
	}
	return found;
}

/** What the kernel says it runs; without /proc what the command line says, when that is a path. */
function programOf({pid, args}: ProcessFacts, tree: HostTree | null): string[] {
	const link = tree !== null && pid !== null ? tree.link(`/proc/${pid}/exe`) : null;
	if (link?.known && link.value !== null) return [link.value.replace(/ \(deleted\)$/, '')];
	const [word = ''] = args.split(' ');
	return word.startsWith('/') ? [word] : [];
}
