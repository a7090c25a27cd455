import {
	type ContainerInspect,
	csvLine,
	type ImageInspect,
	type MountRequest,
	mountOptionFields,
	parseBind,
} from '../../base/index.js';
import {each, eachPair, given, option, type RunOption} from '../../judge/index.js';
import {anonymousVolumes} from '../keep-volumes.js';
import type {EngineDefaults} from './engine-defaults.js';

/**
 * `--volume`, `--mount`, `--tmpfs`, `--volumes-from`, from what was requested at creation (`Binds`, `Mounts`, `Tmpfs`), not from the
 * resolved list. Volumes that the image declares are created again automatically, without their data.
 */
export function mountOptions(
	inspect: ContainerInspect,
	image: ImageInspect | null,
	{podman}: EngineDefaults,
	warnings: string[],
): RunOption[] {
	const {HostConfig: host = {}, Config: config = {}} = inspect;
	const declared = image?.Config?.Volumes ?? {};
	const bound = new Set((host.Binds ?? []).map(bind => parseBind(bind).destination));
	const anonymous = Object.keys(config.Volumes ?? {}).filter(path => (podman || !(path in declared)) && !bound.has(path));

	for (const {name, destination} of anonymousVolumes(inspect))
		warnings.push(
			`the data of the anonymous volume at ${destination} is not carried over by this command, which creates an empty one: it stays in volume ${name}, which the replace sequence mounts again`,
		);
	return [
		...each('--volume', host.Binds),
		...(host.Mounts ?? []).map(mount => mountOption(mount, warnings)),
		...each('--volume', anonymous),
		...Object.entries(host.Tmpfs ?? {}).map(([path, options]) => option('--tmpfs', options ? `${path}:${options}` : path)),
		...each('--volumes-from', host.VolumesFrom),
		...given('--volume-driver', host.VolumeDriver),
		...eachPair('--storage-opt', host.StorageOpt),
	];
}

function mountOption(mount: MountRequest, warnings: string[]): RunOption {
	const bind = mount.BindOptions ?? {};
	const fields = [mount.Source, mount.Target].map(path => path ?? '');
	// Compose's long syntax can request it, but `--mount` cannot; `--volume` creates the directory as well.
	if (bind.CreateMountpoint && isPlainBind(bind) && !fields.some(path => path.includes(':'))) return bindAsVolume(mount);

	if (bind.CreateMountpoint) warnings.push(`--mount does not create ${mount.Source} on the host: create it first if it is gone`);
	if (mount.TmpfsOptions?.Options?.length)
		warnings.push(`options of the tmpfs mount at ${mount.Target} cannot be given to --mount: use --tmpfs instead`);
	if (fields.some(path => path.includes('\r\n')))
		warnings.push(`docker reads the line break in the mount at ${JSON.stringify(mount.Target)} as a bare newline`);
	return option(
		'--mount',
		csvLine([
			`type=${mount.Type ?? 'volume'}`,
			...(mount.Source ? [`source=${mount.Source}`] : []),
			`target=${mount.Target ?? ''}`,
			...(mount.ReadOnly ? ['readonly'] : []),
			...(mount.Consistency && mount.Consistency !== 'default' ? [`consistency=${mount.Consistency}`] : []),
			...mountOptionFields(mount),
		]),
	);
}

const isPlainBind = (bind: NonNullable<MountRequest['BindOptions']>): boolean =>
	!bind.NonRecursive && !bind.ReadOnlyNonRecursive && !bind.ReadOnlyForceRecursive;

function bindAsVolume(mount: MountRequest): RunOption {
	const mode = [...(mount.ReadOnly ? ['ro'] : []), ...(mount.BindOptions?.Propagation ? [mount.BindOptions.Propagation] : [])];
	return option('--volume', [mount.Source, mount.Target, ...(mode.length > 0 ? [mode.join(',')] : [])].join(':'));
}
