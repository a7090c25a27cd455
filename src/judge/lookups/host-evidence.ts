import {
	bringsSystemPrograms,
	type HostAccess,
	type ImageInspect,
	type ImagePlace,
	imageLayers,
	type Known,
	mountPoints,
	type PrivilegedFiles,
	type PrivilegedPrograms,
	unknown,
} from '../../base/index.js';
import type {ContainerRecord} from '../inventory/container-record.js';
import type {EvidenceSource} from './evidence-source.js';

/** What /proc on the engine's machine shows of a running container, without a trace on the engine; `null` if it shows nothing. */
export async function hostEvidence<T>(
	{host, state}: EvidenceSource,
	{id, inspect}: ContainerRecord,
	look: (host: HostAccess, pid: number, id: string) => Promise<Known<T>>,
): Promise<Known<T> | null> {
	const pid = inspect?.State?.Pid ?? 0;
	const seen = host !== null && state.local === true && pid > 0 ? await look(host, pid, id) : null;
	return seen?.known === true ? seen : null;
}

/** Where the files of a container's image are visible on this host. */
export function imagePlaceOf({id, inspect}: ContainerRecord, image: ImageInspect): ImagePlace {
	const pid = inspect?.State?.Pid ?? 0;
	return {
		layers: imageLayers(image),
		running: pid > 0 && inspect !== null ? {pid, containerId: id, mounted: mountPoints(inspect)} : null,
	};
}

/** Only on this host: over the API the engine would have to send a whole file system, too slow for a page. */
export async function privilegedFilesOnHost(
	{host, state, signal}: EvidenceSource,
	record: ContainerRecord,
): Promise<PrivilegedFiles> {
	const image = state.images.get(record.inspect?.Image ?? '');
	if (host === null || state.local !== true || image === undefined) {
		const reason = unknown(
			'host:image',
			'cannot confirm that the engine runs on this machine: audit --deep asks it for the files',
		);
		return {setuid: reason, setgid: reason, capable: reason};
	}
	return host.privilegedFiles(imagePlaceOf(record, image.inspect), signal);
}

/** Of a mount; of an image with its writable layer: some seconds. */
const MAX_ENTRIES = 200_000;

/**
 * Only of a running container on this host, through the root directory of its first process; `null` elsewhere. What the packages of the host
 * itself installed is omitted: such a program asks for a password or for a policy, and most do not start in another root.
 */
export async function privilegedProgramsOnHost(
	{host, state, signal}: EvidenceSource,
	{id, inspect}: ContainerRecord,
): Promise<Known<PrivilegedPrograms> | null> {
	const pid = inspect?.State?.Pid ?? 0;
	if (pid === 0 || host === null || state.local !== true) return null;
	const mounts = state.facts.get(id)?.mounts ?? [];
	const skipped = mounts.filter(bringsSystemPrograms).map(({destination}) => destination);
	return host.privilegedPrograms(pid, id, {skipped, mostEntries: MAX_ENTRIES}, signal);
}
