import {type SafeText, safe, trusted} from '../text/safe-text.js';
import type {EngineFacts} from './engine-facts.js';
import type {HostObject} from './host-object.js';
import {isWithin} from './host-paths.js';

/*
 * Whose the objects of a host are that could not be looked at: what the packages of Debian, Ubuntu, Fedora and Alpine install.
 */

/** `docker.sock` belongs to the group of that name where there is one, the sockets of other runtimes to root. */
export function usualSocket(path: SafeText, {rootless}: Pick<EngineFacts, 'rootless'>): HostObject {
	const account = accountOf(path);
	if (account !== null || rootless === true) return {name: path, uid: account, gid: null, mode: 0o600, ofEngine: true};
	const isDockers = /\/docker\.(raw\.)?sock$/.test(path);
	return isDockers
		? {name: path, uid: 0, gid: null, group: trusted('docker'), mode: 0o660}
		: {name: path, uid: 0, gid: 0, mode: 0o660};
}

/** Who may write below a directory of the host, or replace a file of it. */
export function usualDirectory(path: SafeText): HostObject {
	const account = accountOf(path);
	if (account !== null) return {name: path, uid: account, gid: null, mode: 0o700, ofEngine: true};
	if (isHome(path)) return {name: path, uid: null, gid: null, mode: 0o700, ofEngine: true};
	const isShared = SHARED.some(shared => isWithin(path, shared));
	return {name: path, uid: 0, gid: 0, mode: isShared ? 0o1777 : 0o755};
}

/** Who may read the secrets in it: /etc/shadow and private keys are root's, keys in a home its owner's. */
export function usualSecrets(path: SafeText): HostObject {
	const account = accountOf(path);
	if (account !== null) return {name: path, uid: account, gid: null, mode: 0o700, ofEngine: true};
	if (isHome(path) || path === '/var/lib/docker/volumes') return {name: path, uid: null, gid: null, mode: 0o700, ofEngine: true};
	if (SHARED.some(shared => isWithin(path, shared))) return {name: path, uid: 0, gid: 0, mode: 0o1777};
	const holdsShadow = isWithin('/etc/shadow', path) || path === '/etc/gshadow';
	const name = path === '/' ? trusted('/etc/shadow') : holdsShadow && path === '/etc' ? trusted('/etc/shadow') : safe`${path}`;
	return holdsShadow ? {name, uid: 0, gid: SHADOW, mode: 0o640} : {name, uid: 0, gid: 0, mode: 0o600};
}

/** The homes below `/` and `/home`, where they were not looked at. */
export const usualHome: HostObject = {
	name: trusted('the homes of its users'),
	uid: null,
	gid: null,
	mode: 0o700,
	ofEngine: true,
	isHome: true,
};

/** A node of the host, which keeps its owner and mode when it is handed in. @source udev 50-udev-default.rules; moby oci/devices_linux.go */
export function usualNode(path: SafeText): HostObject {
	const node = NODES.find(({pattern}) => pattern.test(path));
	return {name: path, uid: 0, gid: node?.gid ?? 0, mode: node?.mode ?? 0o600};
}

/** The node of one of the host's disks. */
export const anyDisk: HostObject = {name: trusted('the disks of the host'), uid: 0, gid: 6, mode: 0o660};

/** A setting of the kernel. */
export const kernelSetting = (name: SafeText): HostObject => ({name, uid: 0, gid: 0, mode: 0o644, noOverride: true});

/** Gid of `shadow` on Debian and Alpine; elsewhere only root may read the file. */
const SHADOW = 42;
const SHARED = ['/tmp', '/var/tmp', '/dev/shm'];

const NODES: readonly {readonly pattern: RegExp; readonly gid: number; readonly mode: number}[] = [
	{pattern: /^\/dev\/(null|zero|full|u?random|fuse|net\/tun|kvm|vhost-net|dri\/renderD\d+)$/, gid: 0, mode: 0o666},
	{pattern: /^\/dev\/(mem|kmem|port)$/, gid: 15, mode: 0o640},
	{pattern: /^\/dev\/((s|h|v|xv)d|nvme|mmcblk|md|dm-|nbd|zd|rbd|loop|sg|mapper|disk|block)/, gid: 6, mode: 0o660},
	{pattern: /^\/dev\/kmsg$/, gid: 0, mode: 0o644},
];

const accountOf = (path: string): number | null => {
	const uid = /^\/run\/user\/(\d+)(\/|$)/.exec(path)?.[1];
	return uid === undefined ? null : Number(uid);
};

const isHome = (path: string): boolean =>
	/^\/(home|Users)\/[^/]+/.test(path) || /\/\.(ssh|kube|aws|azure|docker|gnupg)(\/|$)/.test(path);
