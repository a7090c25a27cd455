import {type ContainerInspect, csvFields, type MountRequest, parseBind} from '../../../base/index.js';
import {withConfig, withHost} from '../configuration.js';
import type {OptionEdit} from './edit.js';

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

/** `/run:rw,size=64m` */
const tmpfs: OptionEdit = {
	add: (inspect, value) => {
		const at = value.includes(':') ? value.indexOf(':') : value.length;
		return withHost(inspect, {Tmpfs: {...inspect.HostConfig?.Tmpfs, [value.slice(0, at)]: value.slice(at + 1)}});
	},
	remove: (inspect, value) => {
		const {[value.split(':')[0] ?? '']: _, ...others} = inspect.HostConfig?.Tmpfs ?? {};
		return withHost(inspect, {Tmpfs: others});
	},
};

export const mountEdits = {
	'--volume': volume,
	'--mount': mount,
	'--volumes-from': volumesFrom,
	'--tmpfs': tmpfs,
} as const satisfies Readonly<Record<string, OptionEdit>>;
