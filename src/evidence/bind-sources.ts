import type {ContainerInspect} from '../answers/index.js';
import {givenHostPaths, mountedPaths} from '../facts/index.js';
import type {EvidenceSource} from './evidence-source.js';

/** Reads the real paths of the bind sources of a container of a local engine, and what lies at what it mounts. */
export function followLinks({state, host}: EvidenceSource, inspect: ContainerInspect | null): void {
	if (host === null || inspect === null) return;
	const volumes = state.engineAnswers.volumes?.known === true ? state.engineAnswers.volumes.value : undefined;
	for (const path of givenHostPaths(inspect, volumes)) state.realPaths.set(path, host.realPath(path));
	for (const path of mountedPaths(inspect, volumes)) {
		const source = host.mountedSource(path);
		if (source === null) state.sources.delete(path);
		else state.sources.set(path, source);
	}
}

/** The same for all containers. */
export function followAllLinks(source: EvidenceSource): void {
	if (source.state.local !== true) return;
	for (const {inspect} of source.state.records.values()) followLinks(source, inspect);
}
