import type {EngineReader} from '../../engine/engine-reader.js';
import type {ProcessFacts} from '../../facts/index.js';
import type {HostTree} from '../../host/host-tree.js';

/** In Go's FileMode. */
const setuidBit = 1 << 23;
const maxPrograms = 12;

/**
 * Paths of running programs with a setuid file (exim, postdrop, sudo): executed again by an unprivileged user they become root, which
 * no-new-privileges prevents. The engine is asked for each file's mode.
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

/** The executable according to the kernel; without /proc the path in the command line, if it is one. */
function programOf({pid, args}: ProcessFacts, tree: HostTree | null): string[] {
	const link = tree !== null && pid !== null ? tree.link(`/proc/${pid}/exe`) : null;
	if (link?.known && link.value !== null) return [link.value.replace(/ \(deleted\)$/, '')];
	const [word = ''] = args.split(' ');
	return word.startsWith('/') ? [word] : [];
}
