import type {ContainerInspect, ImageInspect, Ulimit} from '../../base/index.js';

/**
 * A Podman container without the settings that Podman adds to all, leaving only what was requested.
 *
 * @source libpod container_internal_linux.go, pkg/specgen/generate; containers.conf(5); engine.md section 5
 */
export function withoutAdditions(inspect: ContainerInspect, image: ImageInspect | null): ContainerInspect {
	const {Config: config = {}, HostConfig: host = {}} = inspect;
	const inherited = image?.Config ?? {};
	return {
		...inspect,
		Config: {
			...config,
			Env: ownEnvironment(inspect, inherited.Env ?? []),
			WorkingDir: config.WorkingDir === '/' && !inherited.WorkingDir ? '' : config.WorkingDir,
			StopSignal: ['15', 'SIGTERM'].includes(String(config.StopSignal ?? '')) ? inherited.StopSignal : config.StopSignal,
			StopTimeout: config.StopTimeout === 10 ? null : config.StopTimeout,
		},
		HostConfig: {
			...host,
			Annotations: Object.fromEntries(Object.entries(host.Annotations ?? {}).filter(([key]) => !OWN_ANNOTATION.test(key))),
			MemorySwappiness: host.MemorySwappiness === 0 ? null : host.MemorySwappiness,
			ShmSize: host.ShmSize === 65_536_000 ? 67_108_864 : host.ShmSize,
			Ulimits: (host.Ulimits ?? []).filter(limit => !isRaised(limit)).map(plainName),
			LogConfig: usualLog(host.LogConfig),
		},
	};
}

/** HOME is that of root, or the working directory for a user who is not in the image. */
function ownEnvironment({Id: id, Config: config = {}}: ContainerInspect, inherited: readonly string[]): string[] {
	const made = [
		...['container=podman', 'TERM=xterm', `HOSTNAME=${id.slice(0, 12)}`, `HOSTNAME=${config.Hostname}`],
		...['HOME=/root', 'HOME=/', `HOME=${config.WorkingDir}`],
	];
	return (config.Env ?? []).filter(entry => !made.includes(entry) && !inherited.includes(entry) && !isSecret(entry));
}

/**
 * A Podman secret passed as a variable: this is its value, and its name is that of the secret.
 * @source libpod container_inspect.go
 */
export const isSecret = (entry: string): boolean => entry.endsWith('=*******');

const OWN_ANNOTATION =
	/^(io\.container\.|io\.podman\.|io\.kubernetes\.cri-o\.|org\.opencontainers\.image\.|org\.systemd\.property\.|run\.oci\.keep_original_groups$)/;

/** Limits that Podman raises are listed among the requested ones, with equal soft and hard limits. */
const isRaised = ({Name, Soft, Hard}: Ulimit): boolean => /^RLIMIT_(NOFILE|NPROC)$/.test(Name ?? '') && Soft === Hard;
const plainName = (limit: Ulimit): Ulimit => ({...limit, Name: (limit.Name ?? '').replace(/^RLIMIT_/, '').toLowerCase()});

/** Podman does not report its default, nor distinguish `k8s-file` from `json-file`; no logging at all is hardly ever the default. */
const usualLog = (log: LogConfig): LogConfig => (/^(none|passthrough(-tty)?)$/.test(log?.Type ?? '') ? log : {...log, Type: ''});

type LogConfig = NonNullable<ContainerInspect['HostConfig']>['LogConfig'];
