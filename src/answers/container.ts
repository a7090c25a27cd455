/**
 * Answers of the Engine API about containers, as they come: every field may be missing (old engines, Podman, a snapshot that
 * someone edited), and `null`, `[]` and absent are kept apart where the engine means three things.
 *
 * @source Docker Engine API v1.24 to v1.51, Podman's compatible API; see reference types in moby/api/types/container.
 */

import type {ContainerConfig, HostConfig, PortBinding} from './container-config.js';

/** One row of `GET /containers/json`. */
export type ContainerRow = {
	Id: string;
	Names?: string[] | null;
	Image?: string;
	ImageID?: string;
	Command?: string;
	/** Seconds since the epoch. */
	Created?: number;
	/** `created running paused restarting removing exited dead` */
	State?: string;
	/** `Up 3 minutes (healthy)` */
	Status?: string;
	Ports?: {IP?: string; PrivatePort?: number; PublicPort?: number; Type?: string}[] | null;
	Labels?: Record<string, string> | null;
	HostConfig?: {NetworkMode?: string};
	NetworkSettings?: {Networks?: Record<string, EndpointSettings> | null};
	Mounts?: MountPoint[] | null;
};

export type MountPoint = {
	/** `bind volume tmpfs npipe cluster image` */
	Type?: string;
	/** The volume's name. */
	Name?: string;
	Source?: string;
	Destination?: string;
	Driver?: string;
	Mode?: string;
	RW?: boolean;
	/** `rprivate private rshared shared rslave slave` or empty. */
	Propagation?: string;
};

export type EndpointSettings = {
	NetworkID?: string;
	EndpointID?: string;
	Gateway?: string;
	IPAddress?: string;
	IPPrefixLen?: number;
	GlobalIPv6Address?: string;
	MacAddress?: string;
	Aliases?: string[] | null;
	DNSNames?: string[] | null;
	Links?: string[] | null;
	DriverOpts?: Record<string, string> | null;
	/** Docker 28 and later: the network with the highest one gives the default route. */
	GwPriority?: number;
	IPAMConfig?: {IPv4Address?: string; IPv6Address?: string; LinkLocalIPs?: string[]} | null;
};

export type ContainerState = {
	Status?: string;
	Running?: boolean;
	Paused?: boolean;
	Restarting?: boolean;
	OOMKilled?: boolean;
	Dead?: boolean;
	/** Of the first process, in the engine's pid namespace; 0 when not running. */
	Pid?: number;
	ExitCode?: number;
	Error?: string;
	StartedAt?: string;
	FinishedAt?: string;
	Health?: {Status?: string; FailingStreak?: number; Log?: {ExitCode?: number; Output?: string}[] | null} | null;
};

/** `GET /containers/{id}/json` */
export type ContainerInspect = {
	/** Files of the container in the engine's data root: `ROOT/containers/<id>/resolv.conf`; empty before the first start. */
	ResolvConfPath?: string;
	HostnamePath?: string;
	LogPath?: string;
	Id: string;
	Created?: string;
	Path?: string;
	Args?: string[] | null;
	State?: ContainerState;
	/** The id of the image, `sha256:…`. */
	Image?: string;
	Name?: string;
	RestartCount?: number;
	Driver?: string;
	Platform?: string;
	MountLabel?: string;
	ProcessLabel?: string;
	AppArmorProfile?: string;
	ExecIDs?: string[] | null;
	HostConfig?: HostConfig;
	GraphDriver?: {Name?: string; Data?: Record<string, string> | null};
	SizeRw?: number;
	Mounts?: MountPoint[] | null;
	Config?: ContainerConfig;
	NetworkSettings?: {
		Ports?: Record<string, PortBinding[] | null> | null;
		Networks?: Record<string, EndpointSettings> | null;
		SandboxKey?: string;
	};
	/** Podman alone. */
	EffectiveCaps?: string[] | null;
	BoundingCaps?: string[] | null;
};
