import type {EngineReader, HostTree, ProcessFacts} from '../../base/index.js';

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
	executables: ReadonlyMap<number, string>,
	signal?: AbortSignal,
): Promise<string[]> {
	const paths = new Set(processes.flatMap(process => programOf(process, executables)));
	const found: string[] = [];
	for (const path of [...paths].slice(0, maxPrograms)) {
		const stat = await reader.pathStat(id, path, signal);
		if (stat !== null && (stat.mode & setuidBit) !== 0) found.push(path);
	}
	return found;
}

/** The executable according to the kernel; without /proc the path in the command line, if it is one. */
function programOf({pid, args}: ProcessFacts, executables: ReadonlyMap<number, string>): string[] {
	const executable = pid === null ? undefined : executables.get(pid);
	if (executable !== undefined) return [executable];
	const [word = ''] = args.split(' ');
	return word.startsWith('/') ? [word] : [];
}

/** Paths of what processes execute, by their id, of those that this user may see. */
export const executablesOf = (tree: HostTree, processes: readonly ProcessFacts[]): ReadonlyMap<number, string> =>
	new Map(
		processes.flatMap(({pid}) => {
			const link = pid === null ? null : tree.link(`/proc/${pid}/exe`);
			return link?.known && link.value !== null && pid !== null ? [[pid, link.value.replace(/ \(deleted\)$/, '')] as const] : [];
		}),
	);
