import type {ContainerInspect, HealthConfig, HostConfig, ImageInspect} from '../../answers/index.js';
import {ownVariables} from '../reconstruct/environment.js';
import {goDuration} from '../reconstruct/health.js';
import {publish} from '../reconstruct/networks.js';
import type {Yaml} from './yaml.js';

/** Keys of a Compose service. Lists and maps that are empty are left out. */
export type ComposeService = Readonly<Record<string, Yaml>>;

/** Compose replaces `$NAME` in every string of the file: a dollar sign is written twice. */
export const literal = (text: string): string => text.replaceAll('$', '$$$$');

/**
 * A container as a Compose service, minus what its image sets. `mem_limit` and `pids_limit` rather than `deploy`: they give the same
 * HostConfig as the flags.
 * @source compose-spec
 */
export function composeService(inspect: ContainerInspect, image: ImageInspect | null): ComposeService {
	const {Config: config = {}, HostConfig: host = {}} = inspect;
	const inherited = image?.Config ?? {};
	const labels = Object.entries(config.Labels ?? {}).filter(
		([key, value]) => !key.startsWith('com.docker.compose.') && inherited.Labels?.[key] !== value,
	);
	return compact({
		image: literal(config.Image ?? ''),
		entrypoint: same(config.Entrypoint, inherited.Entrypoint) ? undefined : strings(config.Entrypoint),
		command: same(config.Cmd, inherited.Cmd) ? undefined : strings(config.Cmd),
		environment: strings(ownVariables(config.Env, inherited.Env)),
		labels: labels.length > 0 ? Object.fromEntries(labels.map(([key, value]) => [key, literal(value)])) : undefined,
		user: (config.User ?? '') === (inherited.User ?? '') ? undefined : literal(config.User || '0'),
		working_dir: (config.WorkingDir ?? '') === (inherited.WorkingDir ?? '') ? undefined : literal(config.WorkingDir ?? ''),
		hostname: inspect.Id.startsWith(config.Hostname ?? '') ? undefined : literal(config.Hostname ?? ''),
		tty: config.Tty || undefined,
		stdin_open: config.OpenStdin || undefined,
		stop_signal: config.StopSignal === inherited.StopSignal ? undefined : config.StopSignal || undefined,
		stop_grace_period: config.StopTimeout ? `${config.StopTimeout}s` : undefined,
		healthcheck: same2(config.Healthcheck, inherited.Healthcheck) ? undefined : healthcheck(config.Healthcheck),
		...hostKeys(
			host,
			Object.keys(config.Volumes ?? {}).filter(path => !(path in (inherited.Volumes ?? {}))),
		),
	});
}

function hostKeys(host: HostConfig, anonymous: readonly string[]): Record<string, Yaml | undefined> {
	return {
		privileged: host.Privileged || undefined,
		cap_drop: strings(host.CapDrop),
		cap_add: strings(host.CapAdd),
		security_opt: strings(host.SecurityOpt),
		read_only: host.ReadonlyRootfs || undefined,
		tmpfs: strings(Object.entries(host.Tmpfs ?? {}).map(([path, options]) => (options === '' ? path : `${path}:${options}`))),
		volumes: volumes(host, anonymous),
		ports: strings(
			Object.entries(host.PortBindings ?? {}).flatMap(([port, wanted]) => (wanted ?? []).map(binding => publish(port, binding))),
		),
		network_mode: /^(host|none|container:.*)$/.test(host.NetworkMode ?? '') ? literal(host.NetworkMode ?? '') : undefined,
		pid: host.PidMode || undefined,
		ipc: host.IpcMode === 'private' ? undefined : host.IpcMode || undefined,
		uts: host.UTSMode || undefined,
		userns_mode: host.UsernsMode || undefined,
		restart: restart(host),
		mem_limit: host.Memory || undefined,
		memswap_limit: host.MemorySwap && host.MemorySwap !== 2 * (host.Memory ?? 0) ? host.MemorySwap : undefined,
		mem_reservation: host.MemoryReservation || undefined,
		pids_limit: host.PidsLimit || undefined,
		cpus: host.NanoCpus ? host.NanoCpus / 1e9 : undefined,
		shm_size: host.ShmSize && host.ShmSize !== 67_108_864 ? host.ShmSize : undefined,
		init: host.Init ?? undefined,
		group_add: strings(host.GroupAdd),
		devices: strings((host.Devices ?? []).map(one => [one.PathOnHost, one.PathInContainer, one.CgroupPermissions].join(':'))),
		sysctls: map(host.Sysctls),
		ulimits: Object.fromEntries((host.Ulimits ?? []).map(({Name, Soft, Hard}) => [Name ?? '', {soft: Soft, hard: Hard}])),
		dns: strings(host.Dns),
		extra_hosts: strings(host.ExtraHosts),
		logging: host.LogConfig?.Type
			? compact({driver: literal(host.LogConfig.Type), options: map(host.LogConfig.Config)})
			: undefined,
	};
}

function volumes(host: HostConfig, anonymous: readonly string[]): Yaml[] {
	const mounts = (host.Mounts ?? [])
		.filter(mount => mount.Type === 'bind' || mount.Type === 'volume')
		.map(mount =>
			compact({
				type: mount.Type,
				source: mount.Source === undefined ? undefined : literal(mount.Source),
				target: literal(mount.Target ?? ''),
				read_only: mount.ReadOnly || undefined,
			}),
		);
	return [...strings(host.Binds), ...strings(anonymous), ...mounts];
}

function restart({RestartPolicy: policy}: HostConfig): string | undefined {
	if (!policy?.Name || policy.Name === 'no') return undefined;
	return policy.Name === 'on-failure' && policy.MaximumRetryCount ? `on-failure:${policy.MaximumRetryCount}` : policy.Name;
}

function healthcheck(health: HealthConfig | null | undefined): Yaml | undefined {
	if (!health) return undefined;
	const duration = (value: number | undefined): string | undefined => (value ? goDuration(value) : undefined);
	return compact({
		test: strings(health.Test),
		interval: duration(health.Interval),
		timeout: duration(health.Timeout),
		start_period: duration(health.StartPeriod),
		retries: health.Retries || undefined,
	});
}

const strings = (list: readonly string[] | string | null | undefined): string[] =>
	(typeof list === 'string' ? [list] : (list ?? [])).map(literal);
const map = (record: Readonly<Record<string, string>> | null | undefined): Record<string, string> =>
	Object.fromEntries(Object.entries(record ?? {}).map(([key, value]) => [key, literal(value)]));
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
const same2 = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Without what is undefined, `[]` or `{}`. */
function compact(record: Readonly<Record<string, Yaml | undefined>>): Record<string, Yaml> {
	return Object.fromEntries(
		Object.entries(record).filter((entry): entry is [string, Yaml] => {
			const [, value] = entry;
			return value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0);
		}),
	);
}
