import type {ContainerInspect} from '../answers/index.js';
import {mountPoints} from '../facts/given-mounts.js';
import type {ContainerPlace} from './container-files.js';
import {imageLayers} from './image-layers.js';

/** Where the files of a container are on the host of its engine. */
export function containerPlaceOf(inspect: ContainerInspect): ContainerPlace {
	const pid = inspect.State?.Pid ?? 0;
	return {containerId: inspect.Id, pid, layers: pid > 0 ? null : imageLayers(inspect), mounted: mountPoints(inspect)};
}
