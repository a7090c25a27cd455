import type {ImageInspect, Known} from '../answers/index.js';
import type {ImagePlace} from '../host/image-accounts.js';
import {imageLayers} from '../host/image-layers.js';
import type {ContainerRecord} from './container-record.js';
import type {FleetState} from './fleet-state.js';
import type {HostAccess} from './local-host.js';

type OnHost = {readonly host: HostAccess | null; readonly state: FleetState};

/** What /proc of the engine's own machine shows of a running container, without a trace on the engine; `null` where it shows nothing. */
export function seenOnHost<T>(
	{host, state}: OnHost,
	{id, inspect}: ContainerRecord,
	look: (host: HostAccess, pid: number, id: string) => Known<T>,
): Known<T> | null {
	const pid = inspect?.State?.Pid ?? 0;
	const seen = host !== null && state.local === true && pid > 0 ? look(host, pid, id) : null;
	return seen?.known === true ? seen : null;
}

/** Where the files of a container's image may be seen on this host. */
export function imagePlaceOf({id, inspect}: ContainerRecord, image: ImageInspect): ImagePlace {
	const pid = inspect?.State?.Pid ?? 0;
	return {layers: imageLayers(image), running: pid > 0 ? {pid, containerId: id} : null};
}
