import type {VolumeInspect} from '../answers/index.js';
import {ownValue} from '../lib/own-value.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import type {EngineFacts} from './engine-facts.js';
import {pathSensitivity} from './path-sensitivity.js';
import {pairs} from './read.js';
import {MASK, maskValue} from './secrets.js';

/** What a volume of the `local` driver really mounts, according to its options `type`, `device` and `o`. */
export type VolumeSource = {
	/** A bound host path, a block device of the host, or the host's mount point of the same kernel file system. */
	readonly hostPath: string | null;
	/** `nfs4 :/export addr=10.0.0.9`, password masked. */
	readonly remote: SafeText | null;
	readonly readOnly: boolean;
	/** True where a disk is mounted: all its files, even where others mount it too. */
	readonly isDisk?: boolean;
	/** True where what is mounted below that path comes along. */
	readonly submounts?: boolean;
};

/**
 * Kernel file systems by the path at which the host mounts them: mounted by the engine, they show the engine's namespaces. Measured:
 * a volume of type `proc` shows the host's processes, and its `sys/kernel/core_pattern` is writable. @source filesystems(5), proc(5), sysfs(5)
 */
const KERNEL_FILE_SYSTEMS: Readonly<Record<string, string>> = {
	proc: '/proc',
	sysfs: '/sys',
	devtmpfs: '/dev',
	bpf: '/sys/fs/bpf',
	pstore: '/sys/fs/pstore',
	debugfs: '/sys/kernel/debug',
	tracefs: '/sys/kernel/tracing',
	securityfs: '/sys/kernel/security',
	configfs: '/sys/kernel/config',
	efivarfs: '/sys/firmware/efi/efivars',
	binfmt_misc: '/proc/sys/fs/binfmt_misc',
};

const CONTROL_GROUPS = '/sys/fs/cgroup';
/** Of version 1, the one that decides about devices first. @source cgroups(7) */
const CONTROLLERS = 'devices cpu cpuacct cpuset memory freezer net_cls net_prio blkio perf_event hugetlb pids rdma misc'.split(
	' ',
);

const NETWORK_FILE_SYSTEM = /^(nfs\d?|cifs|smb3?|smbfs|ceph|glusterfs|fuse\.\w+|sshfs|9p)$/;

/** What only a block device holds: its node may lie anywhere, `//dev/sda1` and `/srv/node` too. @source filesystems(5) */
const DISK_FILE_SYSTEMS: ReadonlySet<string> = new Set(
	'ext2 ext3 ext4 xfs btrfs bcachefs f2fs jfs nilfs2 reiserfs vfat exfat ntfs ntfs3 hfsplus iso9660 udf squashfs erofs'.split(
		' ',
	),
);

/**
 * @param cgroupVersion  of the engine's host
 * @source docs.docker.com/engine/storage/volumes (driver options are those of mount(8))
 */
export function volumeSource(options: unknown, cgroupVersion: EngineFacts['cgroupVersion'] = null): VolumeSource | null {
	const given = new Map(pairs(options).map(([name, value]) => [name.toLowerCase(), value]));
	const device = given.get('device') ?? '';
	if (device === '') return null;
	const type = (given.get('type') ?? '').toLowerCase();
	const mountOptions = (given.get('o') ?? '').split(',').map(option => option.trim());
	const readOnly = mountOptions.includes('ro');
	if (/^cgroup2?$/.test(type)) return {hostPath: controlGroups(type, mountOptions, cgroupVersion), remote: null, readOnly};
	const ofKernel = ownValue(KERNEL_FILE_SYSTEMS, type);
	if (ofKernel !== undefined) return {hostPath: ofKernel, remote: null, readOnly};
	if (type === 'overlay') return overlaySource(mountOptions, readOnly);
	const isDisk = DISK_FILE_SYSTEMS.has(type) && device.startsWith('/');
	if (NETWORK_FILE_SYSTEM.test(type) || (!isDisk && /^(\/\/|[\w.-]*:\/)/.test(device))) {
		const shown = mountOptions.filter(option => option !== '').map(maskMountOption);
		return {hostPath: null, remote: sanitise([type, device, shown.join(',')].filter(part => part !== '').join(' ')), readOnly};
	}
	const binds = mountOptions.some(option => /^r?bind$/.test(option)) || type === 'none';
	const ofDisk = !binds && (isDisk || device.startsWith('/dev/'));
	return {
		hostPath: (binds || ofDisk) && device.startsWith('/') ? device.replace(/^\/+/, '/') : null,
		remote: null,
		readOnly,
		isDisk: ofDisk,
		submounts: mountOptions.includes('rbind'),
	};
}

/**
 * Where the host has the same control groups. Each hierarchy of version 1 has its own controllers; that of version 2, next to them, has none.
 * @source cgroups(7); systemd, hybrid mode
 */
function controlGroups(type: string, mountOptions: readonly string[], cgroupVersion: EngineFacts['cgroupVersion']): string {
	if (cgroupVersion !== 1) return CONTROL_GROUPS;
	const controller = type === 'cgroup2' ? 'unified' : CONTROLLERS.find(name => mountOptions.includes(name));
	return controller === undefined ? CONTROL_GROUPS : `${CONTROL_GROUPS}/${controller}`;
}

/**
 * Overlaid host directories: the first sensitive one stands for all. Writes go to `upperdir` and leave
 * the lower directories unchanged. @source Linux Documentation/filesystems/overlayfs.rst
 */
function overlaySource(mountOptions: readonly string[], readOnly: boolean): VolumeSource {
	const optionOf = (name: string) => mountOptions.find(option => option.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
	const upper = optionOf('upperdir');
	const layers = [upper, ...optionOf('lowerdir').split(/(?<!\\):+/)].filter(path => path.startsWith('/'));
	const shown = layers.find(path => pathSensitivity(path) !== null) ?? layers[0] ?? null;
	return {hostPath: shown, remote: null, readOnly: readOnly || shown !== upper};
}

/** The value of an option of a volume's driver, with the password in it masked: `o` to `addr=10.0.0.9,password=…`. */
export const maskVolumeOption = (name: string, value: string): string =>
	name.toLowerCase() === 'o' ? value.split(',').map(maskMountOption).join(',') : maskValue(name, value);

const maskMountOption = (option: string): string =>
	option.replace(/^(pass|password|password2|secret|cred|ticket)=.*$/i, `$1=${MASK}`);

const byName = new WeakMap<readonly VolumeInspect[], Map<string, VolumeInspect>>();

/** The volume with that name; the index is built once per list. */
export function findVolume(volumes: readonly VolumeInspect[] | undefined, name: string): VolumeInspect | null {
	if (volumes === undefined || name === '') return null;
	let index = byName.get(volumes);
	if (index === undefined) {
		index = new Map(volumes.flatMap(volume => (typeof volume?.Name === 'string' ? [[volume.Name, volume]] : [])));
		byName.set(volumes, index);
	}
	return index.get(name) ?? null;
}
