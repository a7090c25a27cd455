import {bringsDiskNode, type ContainerFacts, type DeviceFacts} from '../facts/index.js';
import {own, safely} from '../terminal/safe-text.js';
import {change, type Draft, hop, hostRoot, inspect} from './way.js';

/** A device of the host that was handed in. */
export function deviceWay(device: DeviceFacts, index: number): Draft[] {
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
			cutBy: change('take the device away', [`--device ${flag}${device.permissions === 'rwm' ? '' : `:${device.permissions}`}`]),
			needsRoot: true,
			mitigatedBy: ['rootless', 'userns'],
		},
	];
}

/** A cgroup rule wide enough to open a host disk, whose node is mounted or can be made. */
export function deviceRuleWays({deviceRules, capabilities, mounts}: ContainerFacts): Draft[] {
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
