import type {ContainerInspect} from '../../answers/index.js';
import type {EngineReader} from '../../engine/engine-reader.js';
import type {HostTree} from '../../host/host-tree.js';
import {type PathChange, writableLayer} from '../../host/writable-layer.js';

const kinds = ['modified', 'added', 'deleted'] as const;

/**
 * The paths that a container has changed: from its writable layer if that is visible, else as the engine reports them.
 *
 * @param tree  of the engine's host; `null` when it is another machine
 * @throws EngineError
 */
export async function changedPaths(
	reader: Pick<EngineReader, 'changes'>,
	tree: HostTree | null,
	inspect: Pick<ContainerInspect, 'Id' | 'GraphDriver'>,
	signal?: AbortSignal,
): Promise<readonly PathChange[]> {
	const seen = tree && (await writableLayer(tree, inspect, signal));
	if (seen !== null) return seen;
	const reported = (await reader.changes(inspect.Id, signal)) ?? [];
	return reported.map(({Path: path, Kind: kind}) => ({path, kind: kinds[kind] ?? 'modified'}));
}
