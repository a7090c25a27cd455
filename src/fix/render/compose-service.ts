import type {ContainerInspect, DeviceRequest, HealthConfig, HostConfig, ImageInspect} from '../../base/index.js';
import {
	givenBy,
	goDuration,
	isThere,
	type Made,
	madeOf,
	type OptionRow,
	ownVariables,
	plainDefaults,
	runOptions,
	shortLink,
} from '../../judge/index.js';
import {seccompFile} from '../reconstruct/seccomp-file.js';
import type {CommandFile} from '../run-command.js';
import {compact, literal, map, strings} from './compose-values.js';
import {composeVolumes, isReadOnly} from './compose-volumes.js';
import {tagged, type Yaml} from './yaml.js';

/** Keys of a Compose service. Empty lists and maps are omitted. */
export type ComposeService = Readonly<Record<string, Yaml>>;

/** Keys of a service, in the order in which a file has them. */
export const serviceKeys: readonly string[] = [
	...['image', 'entrypoint', 'command', 'environment', 'labels', 'user', 'working_dir', 'domainname', 'hostname', 'tty'],
	...['stdin_open', 'stop_signal', 'stop_grace_period', 'healthcheck', 'expose', 'security_opt', 'privileged', 'cap_drop'],
	...['cap_add', 'read_only', 'tmpfs', 'volumes', 'volumes_from', 'ports', 'network_mode', 'pid', 'ipc', 'uts', 'userns_mode'],
	...['cgroup', 'cgroup_parent', 'runtime', 'isolation', 'restart', 'init', 'group_add', 'sysctls', 'dns', 'dns_opt'],
	...['dns_search', 'extra_hosts', 'external_links', 'annotations', 'storage_opt', 'logging', 'mem_limit', 'memswap_limit'],
	...['mem_reservation', 'mem_swappiness', 'pids_limit', 'cpus', 'cpu_shares', 'cpu_period', 'cpu_quota', 'cpu_rt_period'],
	...['cpu_rt_runtime', 'cpuset', 'oom_kill_disable', 'oom_score_adj', 'shm_size', 'ulimits', 'devices', 'device_cgroup_rules'],
	...['blkio_config', 'deploy', 'networks'],
];

/**
 * A container as a Compose service, minus what its image sets: each option under the key that the table of run options names, or as one of
 * `composed` writes it. `mem_limit` and `pids_limit` rather than `deploy`: they give the same HostConfig as the flags.
 *
 * @param secrets  variables without their value: Compose stops when its environment does not have one
 * @source compose-spec
 */
export function composeService(
	inspect: ContainerInspect,
	image: ImageInspect | null,
	secrets: ReadonlySet<string> = new Set(),
): ComposeService {
	const made = madeOf(inspect, image, plainDefaults);
	return compact(
		Object.fromEntries(
			serviceKeys.map(key => {
				const compose = composed[key];
				return [key, compose === undefined ? byOption(key, made) : compose(made, secrets)];
			}),
		),
	);
}

const rowsOfKeys = new Map(Object.values(runOptions).map(row => [isThere(row.compose) ? row.compose : null, row]));

function byOption(key: string, made: Made): Yaml | undefined {
	const row = rowsOfKeys.get(key);
	return row === undefined ? undefined : written(row, made);
}

function written(row: OptionRow, made: Made): Yaml | undefined {
	if (row.kind === 'pairs') return map(Object.fromEntries(row.pairs?.(made) ?? []));
	const values = givenBy(row, made);
	const texts = values.filter(value => typeof value === 'string');
	const [first] = texts;
	if (row.kind === 'texts') return strings(texts);
	// `--init=false` is an option without a value, too.
	if (row.kind === 'switch') return values.length === 0 ? undefined : values[0] === null;
	if (first === undefined) return undefined;
	return row.kind === 'number' || (row.kind === 'size' && first.startsWith('-')) ? Number(first) : literal(first);
}

/** Keys that several options share, or that Compose writes otherwise than a command; also what no option gives. */
export const composed: Readonly<Record<string, (made: Made, secrets: ReadonlySet<string>) => Yaml | undefined>> = {
	image: ({config}) => literal(config.Image ?? ''),
	/**
	 * Undefined values keep the image's. Compose passes an empty command to the engine as none at all: repeating the entrypoint is what clears
	 * the image's command.
	 */
	entrypoint: ({config, inherited}) => {
		const cleared = !config.Cmd?.length && Boolean(inherited.Cmd?.length);
		return same(config.Entrypoint, inherited.Entrypoint) && !cleared ? undefined : listOf(config.Entrypoint);
	},
	command: ({config, inherited}) => (same(config.Cmd, inherited.Cmd) ? undefined : listOf(config.Cmd)),
	environment: ({config, inherited}, secrets) =>
		ownVariables(config.Env, inherited.Env).map(entry => (secrets.has(entry) ? required(entry) : literal(entry))),
	hostname: ({inspect, config: {Hostname: hostname = ''}}) => (inspect.Id.startsWith(hostname) ? undefined : literal(hostname)),
	stop_grace_period: ({config: {StopTimeout: seconds}}) => (typeof seconds === 'number' ? `${seconds}s` : undefined),
	healthcheck: ({config, inherited}) =>
		same(config.Healthcheck, inherited.Healthcheck) ? undefined : healthcheck(config.Healthcheck),
	security_opt: ({inspect, host}) =>
		strings([
			// Compose would look for a file with that name; it is the engine's default.
			...(host.SecurityOpt ?? []).filter(one => one !== 'seccomp=builtin').map(one => securityOption(one, inspect)),
			...systemPaths(host),
		]),
	volumes: ({inspect, config, inherited}) =>
		composeVolumes(
			inspect,
			Object.keys(config.Volumes ?? {}).filter(path => !(path in (inherited.Volumes ?? {}))),
		),
	volumes_from: ({host}) => strings(host.VolumesFrom?.filter(from => !isReadOnly(from))).map(from => `container:${from}`),
	network_mode: ({host: {NetworkMode: mode = ''}}) =>
		/^(host|none|bridge|container:.*)$/.test(mode) ? literal(mode) : undefined,
	cgroup: ({host}) => (host.CgroupnsMode ? literal(host.CgroupnsMode) : undefined),
	external_links: ({host}) => strings((host.Links ?? []).map(shortLink)),
	logging: ({host: {LogConfig: log}}) => (log?.Type ? compact({driver: literal(log.Type), options: map(log.Config)}) : undefined),
	ulimits: ({host}) =>
		Object.fromEntries((host.Ulimits ?? []).map(({Name, Soft, Hard}) => [Name ?? '', {soft: Soft, hard: Hard}])),
	devices: ({host}) =>
		strings((host.Devices ?? []).map(one => [one.PathOnHost, one.PathInContainer, one.CgroupPermissions].join(':'))),
	blkio_config: ({host}) => blockIo(host),
	deploy: ({host}) => reservedDevices(host.DeviceRequests ?? []),
};

/**
 * A bare `NAME` that is not set would only be a warning. Only such names can be between braces.
 *
 * @source compose-spec, 12-interpolation.md
 */
const required = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? `${name}=\${${name}:?is not set}` : literal(name));

function listOf(list: string[] | string | null | undefined): Yaml {
	const words = strings(list);
	return words.length > 0 ? words : tagged('!!seq', []);
}

const systemPaths = ({MaskedPaths: masked, ReadonlyPaths: readOnly}: HostConfig): string[] =>
	masked?.length === 0 && readOnly?.length === 0 ? ['systempaths=unconfined'] : [];

/** Files that the service refers to: Compose also reads the seccomp profile from a file. */
export const composeFiles = (inspect: ContainerInspect): CommandFile[] =>
	(inspect.HostConfig?.SecurityOpt ?? []).flatMap(one => seccompFile(one, inspect.Name ?? inspect.Id) ?? []);

function securityOption(one: string, inspect: ContainerInspect): string {
	const file = seccompFile(one, inspect.Name ?? inspect.Id);
	return file === null ? one : `seccomp:./${file.name}`;
}

function healthcheck(health: HealthConfig | null | undefined): Yaml | undefined {
	if (!health) return undefined;
	const duration = (value: number | undefined): string | undefined => (value ? goDuration(value) : undefined);
	return compact({
		test: strings(health.Test),
		interval: duration(health.Interval),
		timeout: duration(health.Timeout),
		start_period: duration(health.StartPeriod),
		start_interval: duration(health.StartInterval),
		retries: health.Retries || undefined,
	});
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);

function blockIo(host: HostConfig): Yaml | undefined {
	const rates = (list: readonly {Path?: string; Rate?: number}[] | null | undefined): Yaml[] =>
		(list ?? []).map(({Path = '', Rate = 0}) => ({path: literal(Path), rate: Rate}));
	const config = compact({
		weight: host.BlkioWeight || undefined,
		weight_device: (host.BlkioWeightDevice ?? []).map(({Path = '', Weight = 0}) => ({path: literal(Path), weight: Weight})),
		device_read_bps: rates(host.BlkioDeviceReadBps),
		device_write_bps: rates(host.BlkioDeviceWriteBps),
		device_read_iops: rates(host.BlkioDeviceReadIOps),
		device_write_iops: rates(host.BlkioDeviceWriteIOps),
	});
	return Object.keys(config).length === 0 ? undefined : config;
}

/** Compose requires a capability in each request; for a device by its CDI name the engine reads none. */
function reservedDevices(requests: readonly DeviceRequest[]): Yaml | undefined {
	if (requests.length === 0) return undefined;
	const devices = requests.map(({Driver, Count, DeviceIDs, Capabilities, Options}) =>
		compact({
			driver: Driver || undefined,
			capabilities: strings(Driver === 'cdi' ? ['gpu'] : Capabilities?.[0]),
			...(DeviceIDs?.length ? {device_ids: strings(DeviceIDs)} : {count: Count === -1 ? 'all' : Count}),
			options: Object.fromEntries(Object.entries(Options ?? {}).map(([key, value]) => [key, literal(value)])),
		}),
	);
	return {resources: {reservations: {devices}}};
}

/** The containers that are created for a service, each as one of its own. */
export const companionServices = (companions: readonly ContainerInspect[]): Readonly<Record<string, Yaml>> =>
	Object.fromEntries(
		companions.map(one => {
			const name = (one.Name ?? '').replace(/^\//, '');
			const networks = Object.fromEntries(Object.keys(one.NetworkSettings?.Networks ?? {}).map(network => [network, {}]));
			return [name, {container_name: name, ...composeService(one, null), networks}];
		}),
	);
