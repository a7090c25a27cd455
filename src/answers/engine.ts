/** `GET /version` */
export type EngineVersion = {
	Version?: string;
	ApiVersion?: string;
	MinAPIVersion?: string;
	Os?: string;
	Arch?: string;
	KernelVersion?: string;
	Experimental?: boolean;
	BuildTime?: string;
	Platform?: {Name?: string};
	Components?: {Name?: string; Version?: string; Details?: Record<string, string>}[] | null;
};

/** `GET /info` */
export type EngineInfo = {
	ID?: string;
	Name?: string;
	Containers?: number;
	ContainersRunning?: number;
	ContainersPaused?: number;
	ContainersStopped?: number;
	Images?: number;
	Driver?: string;
	DriverStatus?: [string, string][] | null;
	DockerRootDir?: string;
	Debug?: boolean;
	LoggingDriver?: string;
	CgroupDriver?: string;
	CgroupVersion?: string;
	KernelVersion?: string;
	OperatingSystem?: string;
	OSType?: string;
	/** The engine's clock, RFC 3339. */
	SystemTime?: string;
	Architecture?: string;
	NCPU?: number;
	MemTotal?: number;
	ServerVersion?: string;
	ExperimentalBuild?: boolean;
	LiveRestoreEnabled?: boolean;
	DefaultRuntime?: string;
	Runtimes?: Record<string, {path?: string; runtimeArgs?: string[] | null}> | null;
	SecurityOptions?: string[] | null;
	Warnings?: string[] | null;
	Plugins?: {Volume?: string[] | null; Network?: string[] | null; Authorization?: string[] | null; Log?: string[] | null};
	RegistryConfig?: {
		InsecureRegistryCIDRs?: string[] | null;
		IndexConfigs?: Record<string, {Name?: string; Secure?: boolean; Official?: boolean; Mirrors?: string[] | null}> | null;
		Mirrors?: string[] | null;
	} | null;
	Swarm?: {
		LocalNodeState?: string;
		ControlAvailable?: boolean;
		NodeAddr?: string;
		NodeID?: string;
		Managers?: number;
		Nodes?: number;
		Cluster?: {ID?: string} | null;
	};
	MemoryLimit?: boolean;
	PidsLimit?: boolean;
	CpuCfsQuota?: boolean;
	CPUShares?: boolean;
	CPUSet?: boolean;
	IPv4Forwarding?: boolean;
	BridgeNfIptables?: boolean;
	BridgeNfIp6tables?: boolean;
	ContainerdCommit?: {ID?: string};
	RuncCommit?: {ID?: string};
	Containerd?: {Address?: string; Namespaces?: Record<string, string>};
	DefaultAddressPools?: {Base?: string; Size?: number}[] | null;
};

/** `GET /networks/{id}`, and a row of `GET /networks` (whose `Containers` is empty on newer engines). */
export type NetworkInspect = {
	Name?: string;
	Id?: string;
	Driver?: string;
	Scope?: string;
	Internal?: boolean;
	Attachable?: boolean;
	Ingress?: boolean;
	EnableIPv6?: boolean;
	Options?: Record<string, string> | null;
	Labels?: Record<string, string> | null;
	Containers?: Record<string, {Name?: string; IPv4Address?: string}> | null;
	IPAM?: {Driver?: string; Config?: {Subnet?: string; Gateway?: string}[] | null};
};

/** A row of `GET /volumes`. */
export type VolumeInspect = {
	Name?: string;
	Driver?: string;
	Mountpoint?: string;
	Labels?: Record<string, string> | null;
	Options?: Record<string, string> | null;
	Scope?: string;
};

/** A row of `GET /plugins`. */
export type PluginInspect = {
	Name?: string;
	Enabled?: boolean;
	Config?: {
		Network?: {Type?: string};
		Linux?: {Capabilities?: string[] | null; AllowAllDevices?: boolean; Devices?: {Path?: string}[] | null};
		PidHost?: boolean;
		IpcHost?: boolean;
		Mounts?: {Source?: string; Destination?: string}[] | null;
	};
};

/** `GET /swarm`, `/nodes`, `/secrets` of a manager. */
export type SwarmAnswers = {
	swarm?: {
		Spec?: {
			EncryptionConfig?: {AutoLockManagers?: boolean};
			CAConfig?: {NodeCertExpiry?: number; ForceRotate?: number};
		};
		RootRotationInProgress?: boolean;
		CreatedAt?: string;
		UpdatedAt?: string;
		DataPathPort?: number;
	};
	nodes?: {
		ID?: string;
		Spec?: {Role?: string; Availability?: string};
		ManagerStatus?: {Leader?: boolean; Addr?: string} | null;
	}[];
	secrets?: {ID?: string; Spec?: {Name?: string}}[];
};

/** `GET /system/df`, the part that is read. */
export type DiskUsage = {BuildCache?: {ID?: string; Size?: number; InUse?: boolean}[] | null; BuilderSize?: number};

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
