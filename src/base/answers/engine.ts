import {flag, labels, list, map, number, object, orNull, type TypeOf, text, texts} from './schema.js';

/** `GET /version` */
export const engineVersion = object({
	Version: text,
	ApiVersion: text,
	MinAPIVersion: text,
	Os: text,
	Arch: text,
	KernelVersion: text,
	Experimental: flag,
	BuildTime: text,
	Platform: object({Name: text}),
	Components: list(object({Name: text, Version: text, Details: labels})),
});
export type EngineVersion = TypeOf<typeof engineVersion>;

/** `GET /info` */
export const engineInfo = object({
	ID: text,
	Name: text,
	Containers: number,
	ContainersRunning: number,
	ContainersPaused: number,
	ContainersStopped: number,
	Images: number,
	Driver: text,
	DriverStatus: list(texts),
	DockerRootDir: text,
	Debug: flag,
	LoggingDriver: text,
	CgroupDriver: text,
	CgroupVersion: text,
	KernelVersion: text,
	OperatingSystem: text,
	OSType: text,
	/** The engine's clock, RFC 3339. */
	SystemTime: text,
	Architecture: text,
	NCPU: number,
	MemTotal: number,
	ServerVersion: text,
	ExperimentalBuild: flag,
	LiveRestoreEnabled: flag,
	DefaultRuntime: text,
	Runtimes: map(object({path: text, runtimeArgs: texts})),
	SecurityOptions: texts,
	Warnings: texts,
	Plugins: object({Volume: texts, Network: texts, Authorization: texts, Log: texts}),
	RegistryConfig: orNull(
		object({
			InsecureRegistryCIDRs: texts,
			IndexConfigs: map(object({Name: text, Secure: flag, Official: flag, Mirrors: texts})),
			Mirrors: texts,
		}),
	),
	Swarm: object({
		LocalNodeState: text,
		ControlAvailable: flag,
		NodeAddr: text,
		NodeID: text,
		Managers: number,
		Nodes: number,
		Cluster: orNull(object({ID: text})),
	}),
	MemoryLimit: flag,
	PidsLimit: flag,
	CpuCfsQuota: flag,
	CPUShares: flag,
	CPUSet: flag,
	IPv4Forwarding: flag,
	BridgeNfIptables: flag,
	BridgeNfIp6tables: flag,
	ContainerdCommit: object({ID: text}),
	RuncCommit: object({ID: text}),
	Containerd: object({Address: text, Namespaces: labels}),
	DefaultAddressPools: list(object({Base: text, Size: number})),
});
export type EngineInfo = TypeOf<typeof engineInfo>;

/** `GET /networks/{id}`, and a row of `GET /networks` (whose `Containers` is empty on newer engines). */
export const networkInspect = object({
	Name: text,
	Id: text,
	Driver: text,
	Scope: text,
	Internal: flag,
	Attachable: flag,
	Ingress: flag,
	EnableIPv6: flag,
	Options: labels,
	Labels: labels,
	Containers: map(object({Name: text, IPv4Address: text})),
	IPAM: object({Driver: text, Config: list(object({Subnet: text, Gateway: text}))}),
	UnreadableFields: labels,
});
export type NetworkInspect = TypeOf<typeof networkInspect>;

/** A row of `GET /volumes`. */
export const volumeInspect = object({
	Name: text,
	Driver: text,
	Mountpoint: text,
	Labels: labels,
	Options: labels,
	Scope: text,
	UnreadableFields: labels,
});
export type VolumeInspect = TypeOf<typeof volumeInspect>;

/** A row of `GET /plugins`. */
export const pluginInspect = object({
	Name: text,
	Enabled: flag,
	Config: object({
		Network: object({Type: text}),
		Linux: object({Capabilities: texts, AllowAllDevices: flag, Devices: list(object({Path: text}))}),
		PidHost: flag,
		IpcHost: flag,
		Mounts: list(object({Source: text, Destination: text})),
	}),
});
export type PluginInspect = TypeOf<typeof pluginInspect>;

/** `GET /swarm`, `/nodes`, `/secrets` of a manager. */
export const swarmAnswers = object({
	swarm: object({
		Spec: object({
			EncryptionConfig: object({AutoLockManagers: flag}),
			CAConfig: object({NodeCertExpiry: number, ForceRotate: number}),
		}),
		RootRotationInProgress: flag,
		CreatedAt: text,
		UpdatedAt: text,
		DataPathPort: number,
	}),
	nodes: list(
		object({
			ID: text,
			Spec: object({Role: text, Availability: text}),
			ManagerStatus: orNull(object({Leader: flag, Addr: text})),
		}),
	),
	secrets: list(object({ID: text, Spec: object({Name: text})})),
});
export type SwarmAnswers = TypeOf<typeof swarmAnswers>;

/** `GET /system/df`, the part that is read. */
export const diskUsage = object({
	BuildCache: list(object({ID: text, Size: number, InUse: flag})),
	BuilderSize: number,
	/** Since API 1.52, and from 1.53 on in place of `BuildCache`; zeros are omitted. */
	BuildCacheUsage: object({Reclaimable: number, TotalCount: number}),
});
export type DiskUsage = TypeOf<typeof diskUsage>;

/** One line of `GET /events`. */
export type EngineEvent = {
	Type?: string;
	Action?: string;
	/** Podman and engines before 1.22. */
	status?: string;
	id?: string;
	Actor?: {ID?: string; Attributes?: Record<string, string> | null};
	scope?: string;
	time?: number;
	timeNano?: number;
};
