import {
	bringsNode,
	bySeverity,
	type ContainerFacts,
	type DeviceFacts,
	type EngineFacts,
	groupBy,
	type HostFacts,
	type HostObject,
	READ,
	type RuledDevice,
	type Severity,
	safe,
	trusted,
	usualNode,
	WRITE,
} from '../../../base/index.js';
import {withoutDeviceRules, withoutDevices} from '../../changes/device-changes.js';
import {type DangerDraft, hop, hostRoot, inspectEvidence} from './danger.js';
import {condition, either, hostCapability} from './needs.js';
import type {Need} from './use.js';

/** The devices that were handed in, and those that rules open. */
export function deviceDangers(container: ContainerFacts, _: EngineFacts, host: HostFacts | null): DangerDraft[] {
	return [
		...container.devices.map((device, index) => deviceDanger(container, host, device, index)),
		...deviceRuleDangers(container, host),
	];
}

function deviceDanger(container: ContainerFacts, host: HostFacts | null, device: DeviceFacts, index: number): DangerDraft {
	const {path, danger, means, permissions, owner} = device;
	const label = means === null ? path : safe`${path} (${means})`;
	return {
		id: `device:${path}`,
		kind: 'device',
		about: path,
		severity: severityOf(container, host, device),
		needs: [...opensDevice(owner === null ? usualNode(path) : {...owner, name: path}, wantedOf(permissions)), ...askedBy(path)],
		mitigatedBy: [],
		exposes: means ?? trusted('a device of the host'),
		hops:
			danger === 'host-root' || danger === 'high'
				? [
						hop(label, inspectEvidence(`HostConfig.Devices[${index}].PathOnHost`, path)),
						...(danger === 'host-root' ? [hostRoot] : []),
					]
				: [],
		change: () => withoutDevices([device]),
	};
}

const severities = {'host-root': 'critical', high: 'high', medium: 'medium', low: 'low'} as const;

/**
 * FUSE gives more to those who may mount; the log of the kernel can only be written to where it is not theirs to read.
 * @source linux kernel/printk/printk.c (devkmsg_open); sysctl/kernel.rst, dmesg_restrict
 */
function severityOf(
	{capabilities: {granted}}: ContainerFacts,
	host: HostFacts | null,
	{path, danger}: Pick<DeviceFacts, 'path' | 'danger'>,
): Severity {
	if (path === '/dev/fuse' && granted.has('SYS_ADMIN')) return 'high';
	if (path === '/dev/kmsg' && host?.sysctls['kernel.dmesg_restrict'] === '1' && !granted.has('SYSLOG')) return 'low';
	return danger === null ? 'medium' : severities[danger];
}

const wantedOf = (permissions: string): number =>
	(permissions.includes('r') ? READ : 0) | (permissions.includes('w') ? WRITE : 0);

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

/**
 * What a rule of the control group opens is as dangerous as the device itself: its node is mounted, or can be made. Of devices that ask for
 * the same things, the worst.
 */
function deviceRuleDangers(container: ContainerFacts, host: HostFacts | null): DangerDraft[] {
	const drafts = container.deviceRules.flatMap(({opens}, index) =>
		opens.flatMap(device => deviceRuleDanger(container, host, device, index)),
	);
	const byNeeds = groupBy(drafts, ({needs}) => JSON.stringify(needs.slice(1)));
	return [...byNeeds.values()].flatMap(alike => alike.toSorted((a, b) => bySeverity(a.severity, b.severity)).slice(0, 1));
}

function deviceRuleDanger(container: ContainerFacts, host: HostFacts | null, device: RuledDevice, index: number): DangerDraft[] {
	const {deviceRules, capabilities, mounts} = container;
	const {name, path, permissions, danger, means} = device;
	const rule = deviceRules[index]?.rule ?? trusted('');
	const mounted = mounts.find(mount => bringsNode(mount, device));
	if (mounted === undefined && !capabilities.granted.has('MKNOD')) return [];
	return [
		{
			id: `device-rule:${path}`,
			kind: 'device-rule',
			about: rule,
			severity: severityOf(container, host, device),
			needs: [
				...(mounted === undefined ? [hostCapability('MKNOD')] : opensDevice({...usualNode(path), name}, wantedOf(permissions))),
				...askedBy(path),
			],
			mitigatedBy: [],
			exposes: means ?? trusted('a device of the host'),
			hops:
				danger === 'host-root' || danger === 'high'
					? [
							hop(safe`device rule ${rule}`, inspectEvidence(`HostConfig.DeviceCgroupRules[${index}]`, rule)),
							hop(mounted === undefined ? safe`mknod of ${name}` : safe`${name} below ${mounted.destination}`),
							...(danger === 'host-root' ? [hostRoot] : []),
						]
					: [],
			change: () => withoutDeviceRules(deviceRules.filter(({opens}) => opens.some(one => one.danger === danger))),
		},
	];
}
