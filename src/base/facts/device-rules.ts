import type {HostConfig} from '../answers/index.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import {classifyDevice, type DeviceFacts} from './devices.js';
import {strings} from './read.js';

/** A kind of device that a device rule opens. */
export type RuledDevice = Pick<DeviceFacts, 'permissions' | 'danger' | 'means'> & {
	/** As a sentence names it: `a host disk`, `/dev/kmsg`. */
	readonly name: SafeText;
	/** The usual path of one. */
	readonly path: SafeText;
};

export type DeviceRule = {
	readonly rule: SafeText;
	readonly allowsHostDisk: boolean;
	/** What is dangerous among the devices that it opens, whether or not the host has one. */
	readonly opens: readonly RuledDevice[];
	/** It allows nothing that a container may not do anyway. */
	readonly isDefault: boolean;
};

/** `b 8:* rwm`: opens every device of that number that the container can name, and with MKNOD it names any. */
export function deviceRules(config: HostConfig): readonly DeviceRule[] {
	return strings(config.DeviceCgroupRules).map(rule => {
		const parsed = parseRule(rule);
		const numbers = NUMBERS.filter(numbered => allows(parsed, numbered));
		return {
			rule: sanitise(rule),
			allowsHostDisk: numbers.some(({isDisk}) => isDisk === true),
			opens: numbers.map(numbered => opened(numbered, parsed)),
			isDefault: isDefaultRule(parsed),
		};
	});
}

const opened = ({path, isDisk}: Numbered, {permissions}: ParsedRule): RuledDevice => ({
	name: trusted(isDisk === true ? 'a host disk' : path),
	path: trusted(path),
	permissions: sanitise(permissions),
	...classifyDevice(path, permissions),
});

type ParsedRule = {readonly kind: string; readonly major: string; readonly minor: string; readonly permissions: string};

function parseRule(rule: string): ParsedRule {
	const [kind = '', numbers = '*:*', permissions = 'rwm'] = rule.trim().split(/\s+/);
	const [major = '*', minor = '*'] = numbers.split(':');
	return {kind, major, minor, permissions};
}

type Numbered = {
	readonly kind: 'b' | 'c';
	readonly majors: readonly number[];
	/** Missing: any. */
	readonly minor?: number;
	/** The usual name of one. */
	readonly path: string;
	readonly isDisk?: true;
};

/** Disks: sd, md, dm and virtio (dynamic), mmc, xvd, nvme. */
const DISK_MAJORS = [8, 9, 65, 66, 67, 68, 69, 70, 71, 128, 129, 130, 131, 132, 133, 134, 135, 179, 202, 252, 253, 254, 259];

const misc = (minor: number, path: string): Numbered => ({kind: 'c', majors: [10], minor, path});

/** What is dangerous to open, by number. @source linux/Documentation/admin-guide/devices.txt, include/linux/miscdevice.h */
const NUMBERS: readonly Numbered[] = [
	{kind: 'b', majors: DISK_MAJORS, path: '/dev/sda', isDisk: true},
	{kind: 'b', majors: [7], path: '/dev/loop0'},
	{kind: 'b', majors: [11], path: '/dev/sr0'},
	{kind: 'c', majors: [1], minor: 1, path: '/dev/mem'},
	{kind: 'c', majors: [1], minor: 2, path: '/dev/kmem'},
	{kind: 'c', majors: [1], minor: 4, path: '/dev/port'},
	{kind: 'c', majors: [1], minor: 11, path: '/dev/kmsg'},
	{kind: 'c', majors: [4], path: '/dev/tty0'},
	// Before the others of its danger: it is there on most hosts.
	misc(237, '/dev/loop-control'),
	misc(130, '/dev/watchdog'),
	misc(196, '/dev/vfio/vfio'),
	misc(200, '/dev/net/tun'),
	misc(223, '/dev/uinput'),
	misc(224, '/dev/tpm0'),
	misc(229, '/dev/fuse'),
	misc(232, '/dev/kvm'),
	misc(234, '/dev/btrfs-control'),
	misc(236, '/dev/mapper/control'),
	misc(238, '/dev/vhost-net'),
	misc(239, '/dev/uhid'),
	misc(241, '/dev/vhost-vsock'),
	{kind: 'c', majors: [13], path: '/dev/input/event0'},
	{kind: 'c', majors: [21], path: '/dev/sg0', isDisk: true},
	{kind: 'c', majors: [81], path: '/dev/video0'},
	{kind: 'c', majors: [89], path: '/dev/i2c-0'},
	{kind: 'c', majors: [90], path: '/dev/mtd0', isDisk: true},
	{kind: 'c', majors: [116], path: '/dev/snd/timer'},
	{kind: 'c', majors: [153], path: '/dev/spidev0.0'},
	{kind: 'c', majors: [166], path: '/dev/ttyACM0'},
	{kind: 'c', majors: [188], path: '/dev/ttyUSB0'},
	{kind: 'c', majors: [189], path: '/dev/bus/usb/001/001'},
	{kind: 'c', majors: [195], path: '/dev/nvidia0'},
	{kind: 'c', majors: [202, 203], path: '/dev/cpu/0/msr'},
	{kind: 'c', majors: [226], path: '/dev/dri/card0'},
];

/** A rule that only lets nodes be made (`m`) opens none. */
function allows(rule: ParsedRule, {kind, majors, minor}: Numbered): boolean {
	if (!/[rw]/.test(rule.permissions) || (rule.kind !== 'a' && rule.kind !== kind)) return false;
	const ofMajor = rule.kind === 'a' || rule.major === '*' || majors.includes(Number(rule.major));
	return ofMajor && (rule.kind === 'a' || rule.minor === '*' || minor === undefined || Number(rule.minor) === minor);
}

/**
 * Every container may create any node (`m`), which opens none, and use null, zero, full, random, urandom, tty, console, ptmx and its
 * terminals.
 * @source opencontainers/runc libcontainer/specconv/spec_linux.go (AllowedDevices), moby oci/defaults.go
 */
function isDefaultRule({kind, major, minor, permissions}: ParsedRule): boolean {
	return !/[rw]/.test(permissions) || (kind === 'c' && /^(1:[35789]|5:[012]|136:(\d+|\*))$/.test(`${major}:${minor}`));
}
