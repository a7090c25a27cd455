import {bringsDiskNode, type ContainerFacts, type DeviceFacts} from '../facts/index.js';
import {own, safely} from '../terminal/safe-text.js';
import {change, hop, hostRoot, inspect, type VectorDraft} from './escape-vector.js';

/** A host device that the container was given. */
export function deviceVectors(device: DeviceFacts, index: number): VectorDraft[] {
	if (device.danger !== 'host-root' && device.danger !== 'high') return [];
	const means = device.means === null ? device.path : safely`${device.path} (${device.means})`;
	const flag = device.path === device.inContainer ? device.path : `${device.path}:${device.inContainer}`;
	return [
		{
			id: `device:${device.path}`,
			severity: device.danger === 'host-root' ? 'critical' : 'high',
			hops: [
				hop(means, inspect(`HostConfig.Devices[${index}].PathOnHost`, device.path)),
				...(device.danger === 'host-root' ? [hostRoot] : []),
			],
			cutBy: change('remove the device', [`--device ${flag}${device.permissions === 'rwm' ? '' : `:${device.permissions}`}`]),
			needsRoot: true,
			mitigatedBy: ['rootless', 'userns'],
		},
	];
}

/** A cgroup rule wide enough to open a host disk, whose node is mounted or can be made. */
export function deviceRuleVectors({deviceRules, capabilities, mounts}: ContainerFacts): VectorDraft[] {
	const index = deviceRules.findIndex(({allowsHostDisk}) => allowsHostDisk);
	const rule = deviceRules[index];
	const mounted = mounts.find(bringsDiskNode);
	if (rule === undefined || (mounted === undefined && !capabilities.granted.has('MKNOD'))) return [];
	return [
		{
			id: 'device-rule',
			severity: 'critical',
			hops: [
				hop(safely`device rule ${rule.rule}`, inspect(`HostConfig.DeviceCgroupRules[${index}]`, rule.rule)),
				hop(mounted === undefined ? own('mknod of a host disk') : safely`the disks below ${mounted.destination}`),
				hostRoot,
			],
			cutBy:
				mounted === undefined
					? change('drop MKNOD, or name the one device', [], ['--cap-drop MKNOD'])
					: change('name the one device', [`--device-cgroup-rule '${rule.rule}'`]),
			needsRoot: true,
			mitigatedBy: ['rootless', 'userns'],
		},
	];
}
