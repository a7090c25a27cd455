import type {HostConfig, MountRequest} from '../../answers/index.js';
import {compact, literal, strings} from './compose-values.js';
import type {Yaml} from './yaml.js';

/** Binds and anonymous volumes as they stand, mounts in the long form. */
export function composeVolumes(host: HostConfig, anonymous: readonly string[]): Yaml[] {
	return [...strings(host.Binds), ...strings(anonymous), ...(host.Mounts ?? []).map(longForm)];
}

function longForm({Type: type = 'volume', Source, Target, ReadOnly, Consistency, ...mount}: MountRequest): Yaml {
	const {BindOptions: bind, VolumeOptions: volume, TmpfsOptions: tmpfs} = mount;
	return compact({
		type,
		source: Source === undefined ? undefined : literal(Source),
		target: literal(Target ?? ''),
		read_only: ReadOnly || undefined,
		consistency: Consistency || undefined,
		bind: compact({
			propagation: bind?.Propagation || undefined,
			create_host_path: bind?.CreateMountpoint ? true : type === 'bind' ? false : undefined,
			recursive: recursion(bind ?? {}),
		}),
		volume: compact({nocopy: volume?.NoCopy || undefined, subpath: volume?.Subpath ? literal(volume.Subpath) : undefined}),
		tmpfs: compact({size: tmpfs?.SizeBytes || undefined, mode: tmpfs?.Mode || undefined}),
	});
}

function recursion(bind: NonNullable<MountRequest['BindOptions']>): string | undefined {
	if (bind.NonRecursive) return 'disabled';
	if (bind.ReadOnlyForceRecursive) return 'readonly';
	return bind.ReadOnlyNonRecursive ? 'writable' : undefined;
}
