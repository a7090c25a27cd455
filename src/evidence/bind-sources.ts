import type {ContainerInspect} from '../answers/index.js';
import {givenHostPaths, mountedPaths} from '../facts/index.js';
import type {EvidenceSource} from './evidence-source.js';

/** Reads the real paths of the bind sources of a container of a local engine, and what lies at what it mounts. */
export const followLinks = (source: EvidenceSource, inspect: ContainerInspect | null): void => follow(source, [inspect]);

/** The same for all containers. */
export function followAllLinks(source: EvidenceSource): void {
	if (source.state.local !== true) return;
	follow(
		source,
		[...source.state.records.values()].map(({inspect}) => inspect),
	);
}

/** Each path once: many containers mount the same. */
function follow({state, host}: EvidenceSource, inspects: readonly (ContainerInspect | null)[]): void {
	if (host === null) return;
	const volumes = state.engineAnswers.volumes?.known === true ? state.engineAnswers.volumes.value : undefined;
	const pathsBy = (read: typeof givenHostPaths) =>
		new Set(inspects.flatMap(inspect => (inspect === null ? [] : read(inspect, volumes))));
	for (const path of pathsBy(givenHostPaths)) state.realPaths.set(path, host.realPath(path));
	for (const path of pathsBy(mountedPaths)) {
		const source = host.mountedSource(path);
		if (source === null) state.sources.delete(path);
		else state.sources.set(path, source);
	}
}
