import type {EngineInfo, EngineVersion} from '../../../base/index.js';

/** The engine's defaults: the command omits such values. */
export type EngineDefaults = {
	readonly podman: boolean;
	/** `0` when unknown. */
	readonly majorVersion: number;
	readonly logDriver: string;
	readonly runtime: string;
	readonly cgroupns: string;
	readonly ipc: string;
	/** The host's name: the hostname of a container in the host's network. */
	readonly hostName: string | null;
	/** As in images (`amd64`); `null` when unknown. */
	readonly architecture: string | null;
};

/** Docker's own defaults, for an inspect without its engine. */
export const plainDefaults: EngineDefaults = {
	podman: false,
	majorVersion: 0,
	logDriver: 'json-file',
	runtime: 'runc',
	cgroupns: 'private',
	ipc: 'private',
	hostName: null,
	architecture: null,
};

/**
 * Defaults as `/info` and `/version` report them; `cgroupns` is `host` on cgroup v1 and `private` on v2.
 * @source moby daemon/config, docker run reference; containers.conf(5) for Podman
 */
export function engineDefaults(version: EngineVersion | null, info: EngineInfo | null): EngineDefaults {
	const podman = version?.Components?.some(component => component.Name === 'Podman Engine') ?? false;
	return {
		podman,
		majorVersion: Number.parseInt(version?.Version ?? '', 10) || 0,
		logDriver: info?.LoggingDriver || (podman ? 'journald' : 'json-file'),
		runtime: info?.DefaultRuntime || 'runc',
		cgroupns: !podman && info?.CgroupVersion === '1' ? 'host' : 'private',
		ipc: podman ? '' : 'private',
		hostName: info?.Name ?? null,
		architecture: version?.Arch ?? null,
	};
}
