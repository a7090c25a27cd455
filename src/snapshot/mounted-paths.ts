import {givenHostPaths, type HostFacts, type MountedSource, mountedPaths} from '../facts/index.js';
import {type SafeText, sanitise} from '../terminal/safe-text.js';
import type {Snapshot} from './snapshot.js';

/** Of the paths of the host that are mounted, those that lead elsewhere. */
export function linksOf(
	containers: Snapshot['containers'],
	volumes: Snapshot['volumes'],
	realPath: ((path: string) => string | null) | undefined,
): {readonly links?: Readonly<Record<string, SafeText | null>>} {
	if (realPath === undefined) return {};
	const sources = [...new Set(containers.flatMap(({inspect}) => givenHostPaths(inspect, volumes ?? undefined)))];
	const links = sources.map(source => [source, realPath(source)] as const).filter(([source, real]) => source !== real);
	return {links: Object.fromEntries(links.map(([source, real]) => [source, real === null ? null : sanitise(real)]))};
}

/** What the mounted paths are (directory, file, socket), where that is visible. */
export function sourcesOf(
	containers: Snapshot['containers'],
	volumes: Snapshot['volumes'],
	mountedSource: ((path: string) => MountedSource | null) | undefined,
): Pick<HostFacts, 'sources'> {
	if (mountedSource === undefined) return {};
	const paths = [...new Set(containers.flatMap(({inspect}) => mountedPaths(inspect, volumes ?? undefined)))];
	const seen = paths.flatMap(path => {
		const source = mountedSource(path);
		return source === null ? [] : [[path, source] as const];
	});
	return {sources: Object.fromEntries(seen)};
}
