import type {VolumeInspect} from '../answers/index.js';
import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {pairs} from './read.js';
import {MASK} from './secrets.js';

/** What a volume of the `local` driver really mounts, by its options `type`, `device` and `o`. */
export type VolumeSource = {
	/** A path of the host that is bound, or a block device of it. */
	readonly hostPath: string | null;
	/** `nfs4 :/export addr=10.0.0.9`, password masked. */
	readonly remote: SafeText | null;
	readonly readOnly: boolean;
};

/** @source docs.docker.com/engine/storage/volumes (driver options are those of mount(8)) */
export function volumeSource(options: unknown): VolumeSource | null {
	const given = new Map(pairs(options).map(([name, value]) => [name.toLowerCase(), value]));
	const device = given.get('device') ?? '';
	if (device === '') return null;
	const type = (given.get('type') ?? '').toLowerCase();
	const mountOptions = (given.get('o') ?? '').split(',').map(option => option.trim());
	const readOnly = mountOptions.includes('ro');
	if (/^(nfs\d?|cifs|smb3?|smbfs|ceph|glusterfs|fuse\.\w+|sshfs|9p)$/.test(type) || /^(\/\/|[\w.-]*:\/)/.test(device)) {
		const shown = mountOptions.filter(option => option !== '').map(maskMountOption);
		return {hostPath: null, remote: sanitise([type, device, shown.join(',')].filter(part => part !== '').join(' ')), readOnly};
	}
	const binds = mountOptions.some(option => /^r?bind$/.test(option)) || type === 'none' || device.startsWith('/dev/');
	return {hostPath: binds && device.startsWith('/') ? device : null, remote: null, readOnly};
}

const maskMountOption = (option: string): string =>
	option.replace(/^(pass|password|password2|secret|cred|ticket)=.*$/i, `$1=${MASK}`);

const byName = new WeakMap<readonly VolumeInspect[], Map<string, VolumeInspect>>();

/** The volume of that name; the index is made once for each list. */
export function findVolume(volumes: readonly VolumeInspect[] | undefined, name: string): VolumeInspect | null {
	if (volumes === undefined || name === '') return null;
	let index = byName.get(volumes);
	if (index === undefined) {
		index = new Map(volumes.flatMap(volume => (typeof volume?.Name === 'string' ? [[volume.Name, volume]] : [])));
		byName.set(volumes, index);
	}
	return index.get(name) ?? null;
}
