import {byteSize, type ContainerInspect, isAnonymousVolume, type MountRequest, parseBind} from '../../base/index.js';
import {compact, literal, map, strings} from './compose-values.js';
import {isTagged, type Yaml} from './yaml.js';

/** Binds and anonymous volumes unchanged, mounts in the long form. */
export function composeVolumes(inspect: ContainerInspect, anonymous: readonly string[]): Yaml[] {
	const host = inspect.HostConfig ?? {};
	return [...strings(host.Binds), ...strings(anonymous), ...(host.Mounts ?? []).map(longForm), ...readOnlyFromOthers(inspect)];
}

/** `anchor:ro` of `--volumes-from`. */
export const isReadOnly = (from: string): boolean => from.split(':')[1]?.split(',').includes('ro') ?? false;

/** Compose ignores read-only for another container's volumes: each is mounted by its name or path. */
function readOnlyFromOthers({HostConfig: host = {}, Config: config = {}, Mounts: mounts}: ContainerInspect): Yaml[] {
	if (!host.VolumesFrom?.some(isReadOnly)) return [];

	const own = new Set([
		...Object.keys(config.Volumes ?? {}),
		...(host.Binds ?? []).map(bind => parseBind(bind).destination),
		...(host.Mounts ?? []).map(mount => mount.Target ?? ''),
	]);
	return (mounts ?? [])
		.filter(({Destination: path = '', RW}) => RW === false && !own.has(path))
		.map(({Type = 'volume', Name, Source, Destination}) =>
			longForm({Type, Source: Name ?? Source, Target: Destination, ReadOnly: true}),
		);
}

/** Driver and options of a volume, from the mount with that name. */
function volumeDriver(name: string, {HostConfig: host = {}}: ContainerInspect): Record<string, Yaml> {
	const asked = host.Mounts?.find(mount => mount.Source === name)?.VolumeOptions ?? {};
	return compact({
		driver: asked.DriverConfig?.Name || host.VolumeDriver || undefined,
		driver_opts: map(asked.DriverConfig?.Options),
		labels: map(asked.Labels),
	});
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
		tmpfs: compact({size: tmpfs?.SizeBytes ? byteSize(tmpfs.SizeBytes) : undefined, mode: tmpfs?.Mode || undefined}),
	});
}

function recursion(bind: NonNullable<MountRequest['BindOptions']>): string | undefined {
	if (bind.NonRecursive) return 'disabled';
	if (bind.ReadOnlyForceRecursive) return 'readonly';
	return bind.ReadOnlyNonRecursive ? 'writable' : undefined;
}

/**
 * Named volumes must be declared; `name` keeps Compose from adding the project's name. One that the list repeats
 * already exists: the file declares it under a key that the container does not show. So does one that belongs to another container.
 */
export function declaredVolumes(
	listed: Yaml | undefined,
	had: readonly string[],
	after: ContainerInspect,
): Readonly<Record<string, Yaml>> {
	const declared = (name: string): Yaml =>
		had.includes(name) || isAnonymousVolume(name) ? {name, external: true} : {name, ...volumeDriver(name, after)};
	return Object.fromEntries(volumeNames(listed).map(name => [name, declared(name)]));
}

/** Names of the named volumes in the list of a service. */
export function volumeNames(volumes: Yaml | undefined): string[] {
	const list = isTagged(volumes) ? volumes.value : volumes;
	if (!Array.isArray(list)) return [];
	const names = list.flatMap((volume: Yaml) => {
		if (typeof volume === 'string') return volume.includes(':') ? [volume.split(':')[0] ?? ''] : [];
		const {type, source} = volume as {readonly type?: Yaml; readonly source?: Yaml};
		return type === 'volume' && typeof source === 'string' ? [source] : [];
	});
	return [...new Set(names.filter(name => /^[a-zA-Z0-9]/.test(name)))];
}
