import {type ContainerInspect, givenHostPaths, mountedPaths} from '../../base/index.js';
import type {EvidenceSource} from './evidence-source.js';

/** Reads the real paths of the bind sources of a container of a local engine, and what lies at what it mounts. */
export const followLinks = (source: EvidenceSource, inspect: ContainerInspect | null): Promise<void> => follow(source, [inspect]);

/** The same for all containers. */
export async function followAllLinks(source: EvidenceSource): Promise<void> {
	if (source.state.local !== true) return;
	await follow(
		source,
		[...source.state.records.values()].map(({inspect}) => inspect),
	);
}

/** Each path once: many containers mount the same. */
async function follow({state, host}: EvidenceSource, inspects: readonly (ContainerInspect | null)[]): Promise<void> {
	if (host === null) return;
	const volumes = state.engineAnswers.volumes?.known === true ? state.engineAnswers.volumes.value : undefined;
	const pathsBy = (read: typeof givenHostPaths) =>
		new Set(inspects.flatMap(inspect => (inspect === null ? [] : read(inspect, volumes))));
	const [given, mounted] = [pathsBy(givenHostPaths), pathsBy(mountedPaths)];
	const paths = [...new Set([...given, ...mounted])];
	if (paths.length === 0) return;
	for (const {path, real, source} of await host.lookAtPaths(paths)) {
		if (given.has(path)) state.realPaths.set(path, real);
		if (!mounted.has(path)) continue;
		if (source === null) state.sources.delete(path);
		else state.sources.set(path, source);
	}
}
