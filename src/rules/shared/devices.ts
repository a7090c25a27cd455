import {isWithin} from '../../facts/host-paths.js';
import type {ContainerFacts, MountFacts} from '../../facts/index.js';
import {record, records, strings} from '../../facts/read.js';
import type {Evidence} from '../verdict.js';
import {fromInspect} from './evidence.js';
import {flag} from './flags.js';
import {mountEvidence} from './mounts.js';

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

/** `--device /dev/sda:/dev/sda:rwm` as short as it was typed. */
export function deviceFlag({path, inContainer, permissions}: ContainerFacts['devices'][number]): string {
	const rest = permissions === 'rwm' ? (inContainer === path ? '' : `:${inContainer}`) : `:${inContainer}:${permissions}`;
	return flag('--device', `${path}${rest}`);
}

/** The `--gpus` flags behind the device requests. @source docker/cli opts/gpus.go */
export const gpuFlags = ({raw}: ContainerFacts): string[] =>
	records(record(raw.HostConfig)['DeviceRequests']).map(({DeviceIDs: ids, Count: count}) => {
		const named = strings(ids);
		if (named.length > 0) return flag('--gpus', `"device=${named.join(',')}"`);
		return flag('--gpus', count === -1 || count === undefined ? 'all' : String(count));
	});
