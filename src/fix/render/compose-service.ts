import type {ContainerConfig, ContainerInspect, HealthConfig, HostConfig, ImageInspect} from '../../base/index.js';
import {shortLink} from '../../judge/index.js';
import {ownVariables} from '../reconstruct/environment.js';
import {goDuration} from '../reconstruct/health.js';
import {published} from '../reconstruct/ports.js';
import {seccompFile} from '../reconstruct/security.js';
import type {CommandFile} from '../run-command.js';
import {composeResources} from './compose-resources.js';
import {compact, literal, literalOrNone, map, strings} from './compose-values.js';
import {composeVolumes, isReadOnly} from './compose-volumes.js';
import {tagged, type Yaml} from './yaml.js';

/** Keys of a Compose service. Empty lists and maps are omitted. */
export type ComposeService = Readonly<Record<string, Yaml>>;

/**
 * A container as a Compose service, minus what its image sets. `mem_limit` and `pids_limit` rather than `deploy`: they give the same
 * HostConfig as the flags.
 *
 * @param secrets  variables without their value: Compose stops when its environment does not have one
 * @source compose-spec
 */
export function composeService(
	inspect: ContainerInspect,
	image: ImageInspect | null,
	secrets: ReadonlySet<string> = new Set(),
): ComposeService {
	const {Config: config = {}, HostConfig: host = {}} = inspect;
	const inherited = image?.Config ?? {};
	const labels = Object.entries(config.Labels ?? {}).filter(
		([key, value]) => !key.startsWith('com.docker.compose.') && inherited.Labels?.[key] !== value,
	);
	return compact({
		image: literal(config.Image ?? ''),
		...invocation(config, inherited),
		environment: ownVariables(config.Env, inherited.Env).map(entry => (secrets.has(entry) ? required(entry) : literal(entry))),
		labels: labels.length > 0 ? Object.fromEntries(labels.map(([key, value]) => [key, literal(value)])) : undefined,
		user: (config.User ?? '') === (inherited.User ?? '') ? undefined : literal(config.User || '0'),
		working_dir: (config.WorkingDir ?? '') === (inherited.WorkingDir ?? '') ? undefined : literal(config.WorkingDir ?? ''),
		domainname: literalOrNone(config.Domainname),
		hostname: inspect.Id.startsWith(config.Hostname ?? '') ? undefined : literal(config.Hostname ?? ''),
		tty: config.Tty || undefined,
		stdin_open: config.OpenStdin || undefined,
		stop_signal: config.StopSignal === inherited.StopSignal ? undefined : config.StopSignal || undefined,
		stop_grace_period: typeof config.StopTimeout === 'number' ? `${config.StopTimeout}s` : undefined,
		healthcheck: same(config.Healthcheck, inherited.Healthcheck) ? undefined : healthcheck(config.Healthcheck),
		expose: strings(
			Object.keys(config.ExposedPorts ?? {}).filter(
				port => !(port in (inherited.ExposedPorts ?? {})) && !host.PortBindings?.[port]?.length,
			),
		),
		security_opt: strings([
			// Compose would look for a file with that name; it is the engine's default.
			...(host.SecurityOpt ?? []).filter(one => one !== 'seccomp=builtin').map(one => securityOption(one, inspect)),
			...systemPaths(host),
		]),
		...hostKeys(
			inspect,
			Object.keys(config.Volumes ?? {}).filter(path => !(path in (inherited.Volumes ?? {}))),
		),
	});
}

/**
 * A bare `NAME` that is not set would only be a warning. Only such names can be between braces.
 *
 * @source compose-spec, 12-interpolation.md
 */
const required = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? `${name}=\${${name}:?is not set}` : literal(name));

/**
 * Undefined values keep the image's. Compose passes an empty command to the engine as none at all: repeating the entrypoint
 * is what clears the image's command.
 */
function invocation(own: ContainerConfig, image: ContainerConfig): Record<string, Yaml | undefined> {
	const cleared = !own.Cmd?.length && Boolean(image.Cmd?.length);
	return {
		entrypoint: same(own.Entrypoint, image.Entrypoint) && !cleared ? undefined : listOf(own.Entrypoint),
		command: same(own.Cmd, image.Cmd) ? undefined : listOf(own.Cmd),
	};
}

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

function hostKeys(inspect: ContainerInspect, anonymous: readonly string[]): Record<string, Yaml | undefined> {
	const host = inspect.HostConfig ?? {};
	return {
		privileged: host.Privileged || undefined,
		cap_drop: strings(host.CapDrop),
		cap_add: strings(host.CapAdd),
		read_only: host.ReadonlyRootfs || undefined,
		tmpfs: strings(Object.entries(host.Tmpfs ?? {}).map(([path, options]) => (options === '' ? path : `${path}:${options}`))),
		volumes: composeVolumes(inspect, anonymous),
		volumes_from: strings(host.VolumesFrom?.filter(from => !isReadOnly(from))).map(from => `container:${from}`),
		ports: strings(published(host.PortBindings ?? {})),
		network_mode: /^(host|none|bridge|container:.*)$/.test(host.NetworkMode ?? '') ? literal(host.NetworkMode ?? '') : undefined,
		pid: literalOrNone(host.PidMode),
		ipc: host.IpcMode === 'private' ? undefined : literalOrNone(host.IpcMode),
		uts: literalOrNone(host.UTSMode),
		userns_mode: literalOrNone(host.UsernsMode),
		cgroup: literalOrNone(host.CgroupnsMode),
		cgroup_parent: literalOrNone(host.CgroupParent),
		runtime: host.Runtime === 'runc' ? undefined : literalOrNone(host.Runtime),
		isolation: literalOrNone(host.Isolation),
		restart: restart(host),
		init: host.Init ?? undefined,
		group_add: strings(host.GroupAdd),
		sysctls: map(host.Sysctls),
		dns: strings(host.Dns),
		dns_opt: strings(host.DnsOptions),
		dns_search: strings((host.DnsSearch ?? []).map(domain => domain || '.')),
		extra_hosts: strings(host.ExtraHosts),
		external_links: strings((host.Links ?? []).map(shortLink)),
		annotations: map(host.Annotations),
		storage_opt: map(host.StorageOpt),
		logging: host.LogConfig?.Type
			? compact({driver: literal(host.LogConfig.Type), options: map(host.LogConfig.Config)})
			: undefined,
		...composeResources(host),
	};
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
		start_interval: duration(health.StartInterval),
		retries: health.Retries || undefined,
	});
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
