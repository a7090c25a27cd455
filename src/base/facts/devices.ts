import type {HostConfig} from '../answers/index.js';
import {type SafeText, sanitise, trusted} from '../text/safe-text.js';
import type {FactsContext} from './context.js';
import type {EngineKind} from './engine-facts.js';
import type {FileAccess, MountFacts} from './mount-facts.js';
import {number, records, string, text} from './read.js';

export type DeviceFacts = {
	readonly path: SafeText;
	readonly inContainer: SafeText;
	/** Letters of `rwm`. */
	readonly permissions: SafeText;
	readonly danger: 'host-root' | 'high' | 'medium' | 'low' | null;
	/** What the device gives access to: `raw disk`, `memory`… */
	readonly means: SafeText | null;
	/** Of the node on the host; `null` when it was not seen. */
	readonly owner: FileAccess | null;
};

type Danger = DeviceFacts['danger'];

/**
 * The devices that were handed in with `--device`.
 *
 * @param context  where links really lead, which device a node of another name is, and whose it is, as far as that can be seen
 */
export function deviceFacts(
	config: HostConfig,
	engine: EngineKind,
	{realPaths, sources}: Pick<FactsContext, 'realPaths' | 'sources'> = {},
): readonly DeviceFacts[] {
	return records(config.Devices).map(device => {
		const path = hostPath(device, engine);
		const permissions = string(device['CgroupPermissions']) || 'rwm';
		const real = realPaths?.get(path) ?? path;
		const {danger, means} = classifyDevice(real, permissions);
		return {
			path: sanitise(path),
			inContainer: sanitise(string(device['PathInContainer']) || path),
			permissions: sanitise(permissions),
			danger,
			means: means === null || real === path ? means : sanitise(`${means}, ${real}`),
			owner: sources?.get(path)?.owner ?? null,
		};
	});
}

/**
 * Podman looks a node up by its numbers, without its type: `--device /dev/loop0` (block 7:0) comes back as /dev/vcs (character 7:0). Where
 * that is no known device and the path in the container is one, that is taken for the name on the host too, as it mostly is.
 * @source containers/podman pkg/util/utils_linux.go (FindDeviceNodes); tried on 5.4.2
 */
function hostPath(device: Readonly<Record<string, unknown>>, engine: EngineKind): string {
	const path = string(device['PathOnHost']);
	const inside = string(device['PathInContainer']);
	const isMistaken = engine === 'podman' && classifyDevice(path, 'rw').danger === null;
	return isMistaken && classifyDevice(inside, 'rw').danger !== null ? inside : path;
}

/** What a device node of the host gives away; without the right to write one step less. */
export function classifyDevice(path: string, permissions: string): {danger: Danger; means: SafeText | null} {
	const known = DEVICES.find(({pattern}) => pattern.test(path));
	if (known === undefined) return {danger: null, means: null};
	const writable = permissions.includes('w');
	return {danger: known.danger === 'host-root' && !writable ? 'high' : known.danger, means: trusted(known.means)};
}

/**
 * Whether the node of a host disk is among what this mount brings. To open it still takes a device rule; a read-only mount does not
 * help then: the mount is read-only, the device behind the node is not.
 */
export const bringsDiskNode = ({kind, realSource}: MountFacts): boolean =>
	kind !== 'tmpfs' && (realSource === '/' || classifyDevice(realSource, 'rw').danger === 'host-root');

/** The same for the node of some other device. */
export const bringsNode = (mount: MountFacts, {means}: Pick<DeviceFacts, 'means'>): boolean =>
	mount.kind !== 'tmpfs' &&
	(mount.realSource === '/' || mount.realSource === '/dev' || classifyDevice(mount.realSource, 'rw').means === means);

const DEVICES: readonly {readonly pattern: RegExp; readonly danger: Exclude<Danger, null>; readonly means: string}[] = [
	{pattern: /^\/dev\/?$/, danger: 'host-root', means: 'all devices of the host'},
	{pattern: /^\/dev\/(mem|kmem|port)$/, danger: 'host-root', means: 'memory and ports of the host'},
	{
		pattern:
			/^\/dev\/((s|h|v|xv)d[a-z]+\d*|nvme\d+(n\d+(p\d+)?)?|mmcblk\d+(p\d+|boot\d+|rpmb)?|md\d\w*|dm-\d+|nbd\d\w*|zd\d\w*|rbd\d\w*|bcache\d\w*|pmem\d[\w.]*|drbd\d+|dasd[a-z]+\d*|mtd(block)?\d+|ng\d+n\d+)$/,
		danger: 'host-root',
		means: 'raw disk',
	},
	{pattern: /^\/dev\/(mapper|disk|block|md|vg\w*|zvol)(\/.*)?$/, danger: 'host-root', means: 'raw disk'},
	{pattern: /^\/dev\/(loop-control|loop\d+|btrfs-control)$/, danger: 'high', means: 'block devices made from files'},
	{pattern: /^\/dev\/zram\d+$/, danger: 'high', means: 'memory that the host swapped out'},
	{pattern: /^\/dev\/sr\d+$/, danger: 'medium', means: 'optical drive'},
	{pattern: /^\/dev\/sg\d+$/, danger: 'host-root', means: 'raw commands to disks'},
	{pattern: /^\/dev\/(uinput|uhid)$/, danger: 'high', means: 'keystrokes of the host'},
	{pattern: /^\/dev\/input(\/.*)?$/, danger: 'high', means: 'keyboards and mice of the host'},
	{pattern: /^\/dev\/(kvm|vhost-\w+|vfio(\/.*)?)$/, danger: 'medium', means: 'virtual machines and direct hardware'},
	{pattern: /^\/dev\/kmsg$/, danger: 'medium', means: 'the kernel log'},
	{pattern: /^\/dev\/(tty\d*|console|ttyS\d+|pts(\/.*)?)$/, danger: 'medium', means: 'terminals of the host'},
	{pattern: /^\/dev\/(tpm\w*|watchdog\d*|mei\d*|cpu(\/.*)?|ipmi\w*)$/, danger: 'medium', means: 'hardware controls of the host'},
	{pattern: /^\/dev\/bus(\/.*)?$/, danger: 'medium', means: 'USB devices of the host'},
	{pattern: /^\/dev\/fuse$/, danger: 'low', means: 'file systems in user space'},
	{pattern: /^\/dev\/net(\/tun)?$/, danger: 'low', means: 'network tunnels'},
	{
		pattern: /^\/dev\/(dri|snd|nvidia|kfd|video|ttyUSB|ttyACM|i2c|spidev|gpio|serial|dvb)/,
		danger: 'low',
		means: 'one piece of hardware',
	},
];

/** Requests for GPUs and the like: `--gpus`, or the older `--runtime nvidia`. */
export function gpuRequests(config: HostConfig): number {
	const requests = records(config.DeviceRequests).filter(
		request => /^(nvidia|cdi|amd)?$/.test(string(request['Driver'])) || (number(request['Count']) ?? 0) !== 0,
	).length;
	return requests > 0 ? requests : text(config.Runtime) === 'nvidia' ? 1 : 0;
}
