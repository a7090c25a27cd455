import {withoutDevices, withoutDiskRules} from '../../changes/devices.js';
import {type HostObject, READ, WRITE} from '../../facts/host-object.js';
import {bringsDiskNode, type ContainerFacts, type DeviceFacts, type Severity} from '../../facts/index.js';
import {anyDisk, usualNode} from '../../facts/usual-owner.js';
import {safe, trusted} from '../../terminal/safe-text.js';
import {type DangerDraft, hop, hostRoot, inspect} from './danger.js';
import {condition, either, hostCapability} from './needs.js';
import type {Need} from './use.js';

const severityOf = {'host-root': 'critical', high: 'high', medium: 'medium', low: 'low'} as const;

/** The devices that were handed in, and the rule by which more can be opened. */
export function deviceDangers(container: ContainerFacts): DangerDraft[] {
	return [...container.devices.map((device, index) => deviceDanger(container, device, index)), ...deviceRuleDangers(container)];
}

function deviceDanger({capabilities}: ContainerFacts, device: DeviceFacts, index: number): DangerDraft {
	const {path, danger, means, permissions, owner} = device;
	// FUSE gives more to those who may mount.
	const mounts = path === '/dev/fuse' && capabilities.granted.has('SYS_ADMIN');
	const severity: Severity = mounts ? 'high' : danger === null ? 'medium' : severityOf[danger];
	const wanted = (permissions.includes('r') ? READ : 0) | (permissions.includes('w') ? WRITE : 0);
	const label = means === null ? path : safe`${path} (${means})`;
	return {
		id: `device:${path}`,
		kind: 'device',
		about: path,
		severity,
		needs: [...opensDevice(owner === null ? usualNode(path) : {...owner, name: path}, wanted), ...askedBy(path)],
		mitigatedBy: [],
		exposes: means ?? trusted('a device of the host'),
		hops:
			danger === 'host-root' || danger === 'high'
				? [hop(label, inspect(`HostConfig.Devices[${index}].PathOnHost`, path)), ...(danger === 'host-root' ? [hostRoot] : [])]
				: [],
		change: () => withoutDevices([device]),
	};
}

/**
 * What the driver itself requires, regardless of the owner of the node.
 * @source linux drivers/char/mem.c (open_port), drivers/md/dm-ioctl.c (ctl_ioctl)
 */
function askedBy(path: string): Need[] {
	if (/^\/dev\/(mem|kmem|port)$/.test(path)) return [hostCapability('SYS_RAWIO')];
	return path === '/dev/mapper/control' ? [hostCapability('SYS_ADMIN')] : [];
}

/**
 * To read is enough: it is read or written, whichever its owner and mode let. With CAP_MKNOD a process makes a node that is its own; each
 * container may make any, which the rules of its control group then let it open or not.
 */
function opensDevice(object: HostObject, wanted: number): Need[] {
	if (wanted === 0) return [condition('no', trusted('its device rule lets no process read or write it'))];
	return [either([{kind: 'object', object, wanted: wanted === WRITE ? WRITE : READ}], [hostCapability('MKNOD')])];
}

/** A cgroup rule wide enough to open a host disk, whose node is mounted or can be made. */
function deviceRuleDangers(container: ContainerFacts): DangerDraft[] {
	const {deviceRules, capabilities, mounts} = container;
	const index = deviceRules.findIndex(({allowsHostDisk}) => allowsHostDisk);
	const rule = deviceRules[index];
	const mounted = mounts.find(bringsDiskNode);
	if (rule === undefined || (mounted === undefined && !capabilities.granted.has('MKNOD'))) return [];
	return [
		{
			id: 'device-rule',
			kind: 'device-rule',
			about: rule.rule,
			severity: 'critical',
			needs: mounted === undefined ? [hostCapability('MKNOD')] : opensDevice(anyDisk, READ),
			mitigatedBy: [],
			exposes: trusted('any disk of the host'),
			hops: [
				hop(safe`device rule ${rule.rule}`, inspect(`HostConfig.DeviceCgroupRules[${index}]`, rule.rule)),
				hop(mounted === undefined ? trusted('mknod of a host disk') : safe`the disks below ${mounted.destination}`),
				hostRoot,
			],
			change: () => withoutDiskRules(container),
		},
	];
}
