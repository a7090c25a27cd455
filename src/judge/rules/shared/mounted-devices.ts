import {type ContainerFacts, isWithin, type MountFacts} from '../../../base/index.js';
import {fromInspect} from '../rule.js';
import type {Evidence} from '../verdict.js';
import {mountEvidence} from './judge-mounts.js';

/** Mounts of device nodes of the host, except the harmless ones that every container has. */
export const deviceMounts = ({mounts}: ContainerFacts): MountFacts[] =>
	mounts.filter(
		({realSource, kind}) =>
			kind !== 'tmpfs' && isWithin(realSource, '/dev') && !/^\/dev\/(null|zero|full|u?random|shm|log)(\/|$)/.test(realSource),
	);

/** Every way by which devices of the host are in the container. */
export function deviceEvidence(container: ContainerFacts): Evidence[] {
	const {privileged, devices, deviceRules, gpuRequests} = container;
	return [
		...(privileged ? [fromInspect('HostConfig.Privileged', true)] : []),
		...devices.map(({path, permissions}, index) => fromInspect(`HostConfig.Devices[${index}]`, `${path} (${permissions})`)),
		...deviceRules.flatMap(({rule, isDefault}, index) =>
			isDefault ? [] : [fromInspect(`HostConfig.DeviceCgroupRules[${index}]`, rule)],
		),
		...(gpuRequests > 0 ? [fromInspect('HostConfig.DeviceRequests', gpuRequests)] : []),
		...deviceMounts(container).map(mount => mountEvidence(container, mount)),
	];
}
