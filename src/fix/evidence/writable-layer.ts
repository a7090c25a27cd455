import type {EngineReader, PathChange} from '../../base/index.js';

const kinds = ['modified', 'added', 'deleted'] as const;

/**
 * The paths that a container has changed: from its writable layer if that is visible, else as the engine reports them.
 *
 * @param seen  in the layer; `null` where it is not visible
 * @throws EngineError
 */
export async function changedPaths(
	reader: Pick<EngineReader, 'changes'>,
	id: string,
	seen: readonly PathChange[] | null,
	signal?: AbortSignal,
): Promise<readonly PathChange[]> {
	if (seen !== null) return seen;
	const reported = (await reader.changes(id, signal)) ?? [];
	return reported.map(({Path: path, Kind: kind}) => ({path, kind: kinds[kind] ?? 'modified'}));
}
