import {
	type ContainerFacts,
	type ContainerInspect,
	csvFields,
	csvLine,
	type MountRequest,
	mountOptionFields,
	parseBind,
} from '../../../base/index.js';
import {withConfig, withHost} from '../configuration.js';
import {option} from '../run-option.js';
import {named, text, texts} from './kinds.js';
import {type Given, type Made, notInPodman, type OptionEdit, type OptionRows, without} from './row.js';

type MountRow = NonNullable<ContainerInspect['Mounts']>[number];

const rowsOf = (inspect: ContainerInspect): readonly MountRow[] => inspect.Mounts ?? [];
const withRows = (inspect: ContainerInspect, Mounts: readonly MountRow[]): ContainerInspect => ({
	...inspect,
	Mounts: [...Mounts],
});
const elsewhere = (destination: string) => (row: MountRow) => row.Destination !== destination;

/** The row that the engine will report: the old one where the same is mounted there, else what is asked for. */
function withRow(inspect: ContainerInspect, asked: MountRow, before: ContainerInspect): ContainerInspect {
	const old = rowsOf(before).find(
		row => row.Destination === asked.Destination && (row.Name ?? row.Source) === (asked.Name ?? asked.Source),
	);
	const row = {...old, ...asked, ...(old?.Source === undefined ? {} : {Source: old.Source})};
	return withRows(inspect, [...rowsOf(inspect).filter(elsewhere(asked.Destination ?? '')), row]);
}

/** `name:/data:ro`; `/data` for an anonymous volume. */
const volume: OptionEdit = {
	add: (inspect, value, before) => {
		const {source, destination, options} = parseBind(value);
		if (source === '') return withConfig(inspect, {Volumes: {...inspect.Config?.Volumes, [destination]: {}}});
		const after = withHost(inspect, {Binds: [...(inspect.HostConfig?.Binds ?? []), value]});
		const RW = !options.includes('ro');
		const Propagation = options.find(word => /^r?(private|shared|slave)$/.test(word)) ?? 'rprivate';
		const row = source.startsWith('/')
			? {Type: 'bind', Source: source, Destination: destination, RW, Propagation}
			: {Type: 'volume', Name: source, Destination: destination, RW};
		return withRow(after, row, before);
	},
	remove: (inspect, value) => {
		const {destination} = parseBind(value);
		const {[destination]: _, ...volumes} = inspect.Config?.Volumes ?? {};
		const after = withHost(withConfig(inspect, {Volumes: volumes}), {
			Binds: (inspect.HostConfig?.Binds ?? []).filter(bind => parseBind(bind).destination !== destination),
		});
		return withRows(after, rowsOf(after).filter(elsewhere(destination)));
	},
};

/** `type=bind,src=/srv,dst=/data,readonly` */
const mount: OptionEdit = {
	add: (inspect, value, before) => {
		const {type = 'volume', target, source, readOnly} = mountFields(value);
		// The options of its driver may be masked in the value.
		const old = (before.HostConfig?.Mounts ?? []).find(request => request.Target === target);
		const request: MountRequest = {...old, Type: type, Source: source, Target: target, ReadOnly: readOnly};
		const after = withHost(inspect, {Mounts: [...(inspect.HostConfig?.Mounts ?? []), request]});
		const row = {Type: type, Destination: target, RW: !readOnly};
		return withRow(after, type === 'volume' ? {...row, Name: source} : {...row, Source: source}, before);
	},
	remove: (inspect, value) => {
		const {target} = mountFields(value);
		const requests = (inspect.HostConfig?.Mounts ?? []).filter(request => request.Target !== target);
		return withRows(withHost(inspect, {Mounts: requests}), rowsOf(inspect).filter(elsewhere(target)));
	},
};

function mountFields(value: string): {type?: string; source: string; target: string; readOnly: boolean} {
	const fields = csvFields(value).map(field => [field.split('=', 1)[0] ?? '', field.slice(field.indexOf('=') + 1)] as const);
	const read = (...names: readonly string[]) => fields.find(([name]) => names.includes(name))?.[1];
	const type = read('type');
	return {
		...(type === undefined ? {} : {type}),
		source: read('source', 'src') ?? '',
		target: read('target', 'dst', 'destination') ?? '',
		readOnly: fields.some(([name, given]) => /^(readonly|ro)$/.test(name) && given !== 'false'),
	};
}

/** What it mounts itself, and what its image does. */
function isOwn({HostConfig: host, Config: config}: ContainerInspect, {Destination: at = ''}: MountRow): boolean {
	return (
		(host?.Binds ?? []).some(bind => parseBind(bind).destination === at) ||
		(host?.Mounts ?? []).some(({Target}) => Target === at) ||
		at in (config?.Volumes ?? {})
	);
}

/** `NAME:ro`. Of several donors it is not known which mount came from which: they stay while there is one. */
const volumesFrom: OptionEdit = {
	add: (inspect, value, before) => {
		const readOnly = value.split(':')[1]?.split(',').includes('ro') === true;
		const own = rowsOf(inspect).map(({Destination}) => Destination);
		const inherited = rowsOf(before).filter(row => !isOwn(before, row) && !own.includes(row.Destination));
		const after = withHost(inspect, {VolumesFrom: [...(inspect.HostConfig?.VolumesFrom ?? []), value]});
		return withRows(after, [...rowsOf(inspect), ...inherited.map(row => (readOnly ? {...row, RW: false} : row))]);
	},
	remove: (inspect, value) => {
		const donors = (inspect.HostConfig?.VolumesFrom ?? []).filter(donor => donor !== value);
		const after = withHost(inspect, {VolumesFrom: donors});
		return donors.length > 0
			? after
			: withRows(
					after,
					rowsOf(inspect).filter(row => isOwn(inspect, row)),
				);
	},
};

/** The value of `--mount` for a mount as it was requested. @param mask  hides what an option of the volume's driver says */
export const mountValue = (
	{Type: type, Source: source, Target: target, ReadOnly: readOnly, Consistency: consistency, ...more}: MountRequest,
	mask?: (name: string, value: string) => string,
): string =>
	csvLine([
		`type=${type || 'volume'}`,
		...(source ? [`source=${source}`] : []),
		`target=${target ?? ''}`,
		...(readOnly ? ['readonly'] : []),
		...(consistency && consistency !== 'default' ? [`consistency=${consistency}`] : []),
		...mountOptionFields(more, mask),
	]);

/**
 * Compose's long syntax can ask for the directory on the host to be created, which `--mount` cannot and `--volume` does; with neither further
 * options nor a colon in a path it is that.
 */
export function createsSource({
	Source: source = '',
	Target: target = '',
	BindOptions: bind,
}: MountRequest): 'by --volume' | 'lost' | null {
	if (!bind?.CreateMountpoint) return null;
	const isPlain = !bind.NonRecursive && !bind.ReadOnlyNonRecursive && !bind.ReadOnlyForceRecursive;
	return isPlain && ![source, target].some(path => path.includes(':')) ? 'by --volume' : 'lost';
}

function givenMount(mount: MountRequest): Given {
	if (createsSource(mount) !== 'by --volume') return mountValue(mount);
	const mode = [...(mount.ReadOnly ? ['ro'] : []), ...(mount.BindOptions?.Propagation ? [mount.BindOptions.Propagation] : [])];
	return option('--volume', [mount.Source, mount.Target, ...(mode.length > 0 ? [mode.join(',')] : [])].join(':'));
}

/** Volumes that the image declares are created again automatically, without their data. */
function anonymousVolumes({config, host, inherited, engine}: Made): string[] {
	const bound = new Set((host.Binds ?? []).map(bind => parseBind(bind).destination));
	const declared = inherited.Volumes ?? {};
	return Object.keys(config.Volumes ?? {}).filter(path => (engine.podman || !(path in declared)) && !bound.has(path));
}

function isMounted({mounts}: ContainerFacts, value: string): boolean {
	const {source, destination, options} = parseBind(value);
	return mounts.some(
		mount =>
			value === '' ||
			((mount.source === source || mount.volume === source) &&
				mount.destination === destination &&
				(!options.includes('ro') || !mount.writable)),
	);
}

function hasTmpfs({tmpfs, mounts}: ContainerFacts, value: string): boolean {
	const [path = '', options = ''] = value.split(':');
	const wanted = options.split(',').filter(word => word !== '');
	const has = (set: string) => wanted.every(word => set.split(',').includes(word));
	return (
		tmpfs.some(({destination, options: set}) => (path === '' || destination === path) && has(set)) ||
		(wanted.length === 0 && mounts.some(({kind, destination}) => kind === 'tmpfs' && (path === '' || destination === path)))
	);
}

/** From what was requested at creation (`Binds`, `Mounts`, `Tmpfs`), not from the resolved list. */
export const mountOptions = {
	'--volume': texts('HostConfig.Binds', 'volumes', {edit: volume, judge: isMounted, otherNames: ['-v'], quadlet: 'Volume'}),
	'--mount': {
		field: 'HostConfig.Mounts',
		kind: 'texts',
		given: made => [...(made.host.Mounts ?? []).map(givenMount), ...anonymousVolumes(made).map(path => option('--volume', path))],
		edit: mount,
		judge: without('is written in too many ways to be required: name --volume or --tmpfs'),
		compose: 'volumes',
		// Podman 5.4 fails on `Mount=` of a volume without a name.
		quadlet: 'PodmanArgs',
	},
	/** `/run:rw,size=64m` */
	'--tmpfs': {
		...named('HostConfig.Tmpfs', 'tmpfs', {separator: ':', bare: true, judge: hasTmpfs, quadlet: 'Tmpfs'}),
		kind: 'texts',
	},
	'--volumes-from': texts('HostConfig.VolumesFrom', 'volumes_from', {edit: volumesFrom}),
	'--volume-driver': text('HostConfig.VolumeDriver', 'volumes', {quadlet: notInPodman}),
	'--storage-opt': named('HostConfig.StorageOpt', 'storage_opt', {quadlet: notInPodman}),
} as const satisfies OptionRows;
