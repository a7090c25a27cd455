import type {ImageInspect, Known} from '../answers/index.js';
import {mountPoints} from '../facts/given-mounts.js';
import type {ImagePlace} from '../host/image-accounts.js';
import {imageLayers} from '../host/image-layers.js';
import type {HostAccess} from '../host/local-host.js';
import type {ContainerRecord} from '../inventory/container-record.js';
import type {FleetSource} from '../inventory/fleet-state.js';

/** Where a fleet gets its evidence from, and where it stores it. */
export type EvidenceSource = FleetSource & {
	/** The machine that dockscope runs on; used only once the engine is verified to run there too. */
	readonly host: HostAccess | null;
};

/** What /proc on the engine's machine shows of a running container, without a trace on the engine; `null` if it shows nothing. */
export function hostEvidence<T>(
	{host, state}: EvidenceSource,
	{id, inspect}: ContainerRecord,
	look: (host: HostAccess, pid: number, id: string) => Known<T>,
): Known<T> | null {
	const pid = inspect?.State?.Pid ?? 0;
	const seen = host !== null && state.local === true && pid > 0 ? look(host, pid, id) : null;
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
