import {posix} from 'node:path';
import {
	type ContainerFacts,
	type ContainerText,
	EngineError,
	type EngineReader,
	splitVariable,
	strings,
	textsOf,
} from '../../base/index.js';

/** `tini`, `--`, `docker-entrypoint.sh`, and the service. */
const MAX_WORDS = 4;

/**
 * The scripts that a container starts with: what its first words name, as far as it is text. A program, which is too large or binary,
 * shows nothing and is omitted.
 *
 * @throws EngineError when the engine refuses to read files
 */
export async function entrypointScripts(
	reader: Pick<EngineReader, 'archive'>,
	{id, raw}: ContainerFacts,
	signal?: AbortSignal,
): Promise<readonly ContainerText[]> {
	const folders = searchedFolders(raw.Config?.Env ?? []);
	const found: ContainerText[] = [];
	for (const word of [...strings(raw.Config?.Entrypoint), ...strings(raw.Config?.Cmd)].slice(0, MAX_WORDS)) {
		if (/\s|^-/.test(word) || word === '') continue;
		const places = word.includes('/')
			? [posix.resolve('/', raw.Config?.WorkingDir ?? '', word)]
			: folders.map(folder => `${folder}/${word}`);
		for (const place of places) {
			const script = await scriptAt(reader, id, place, signal);
			if (script === null) continue;
			found.push(...script);
			break;
		}
	}
	return found;
}

/** `null` where there is no such file; no script for one that is not. */
async function scriptAt(
	reader: Pick<EngineReader, 'archive'>,
	id: string,
	path: string,
	signal: AbortSignal | undefined,
): Promise<readonly ContainerText[] | null> {
	try {
		const texts = await textsOf(reader, id, path, signal);
		return texts?.filter(one => one.path === path && one.text.startsWith('#!')) ?? null;
	} catch (error) {
		// Larger than any script.
		if (error instanceof EngineError && error.kind === 'over-budget') return [];
		throw error;
	}
}

/** Where its programs are found. At most ten folders: each is a request. @source execvp(3), the default path */
export function searchedFolders(env: readonly string[]): readonly string[] {
	const [, path = ''] = env.map(splitVariable).findLast(([name]) => name === 'PATH') ?? [];
	const folders = path === '' ? ['/usr/local/bin', '/usr/bin', '/bin'] : path.split(':');
	return folders.filter(folder => folder.startsWith('/')).slice(0, 10);
}
