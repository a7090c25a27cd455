import {givenHostPaths, type HostFacts, type MountedSource, mountedPaths, type SafeText, sanitise} from '../../base/index.js';
import type {Snapshot} from './snapshot.js';

/** Where paths of the host really lead, and what lies there; `null` where that is not visible. */
export type LookAtPaths = (
	paths: readonly string[],
) => Promise<readonly {readonly path: string; readonly real: string | null; readonly source: MountedSource | null}[]>;

/** Of the paths of the host that are mounted: those that lead elsewhere, and what they are (directory, file, socket), where that is visible. */
export async function pathsOnHost(
	containers: Snapshot['containers'],
	volumes: Snapshot['volumes'],
	lookAtPaths: LookAtPaths | undefined,
): Promise<Pick<HostFacts, 'links' | 'sources'>> {
	if (lookAtPaths === undefined) return {};
	const pathsBy = (read: typeof givenHostPaths) =>
		new Set(containers.flatMap(({inspect}) => read(inspect, volumes ?? undefined)));
	const [given, mounted] = [pathsBy(givenHostPaths), pathsBy(mountedPaths)];
	const seen = await lookAtPaths([...new Set([...given, ...mounted])]);
	const links = seen.flatMap(({path, real}): [string, SafeText | null][] =>
		given.has(path) && real !== path ? [[path, real === null ? null : sanitise(real)]] : [],
	);
	const sources = seen.flatMap(({path, source}) => (mounted.has(path) && source !== null ? [[path, source] as const] : []));
	return {links: Object.fromEntries(links), sources: Object.fromEntries(sources)};
}
