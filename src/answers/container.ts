/**
 * Answers of the Engine API about containers, as they come: every field may be missing (old engines, Podman, a snapshot that
 * someone edited), and `null`, `[]` and absent are kept apart where the engine means three things.
 *
 * @source Docker Engine API v1.24 to v1.51, Podman's compatible API; see reference types in moby/api/types/container.
 */

export type PortBinding = {HostIp?: string; HostPort?: string};

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

export type HealthConfig = {
	Test?: string[] | null;
	/** Nanoseconds, as all durations here. */
	Interval?: number;
	Timeout?: number;
	StartPeriod?: number;
	StartInterval?: number;
	Retries?: number;
};

export type DeviceMapping = {PathOnHost?: string; PathInContainer?: string; CgroupPermissions?: string};
export type DeviceRequest = {
	Driver?: string;
	Count?: number;
	DeviceIDs?: string[] | null;
	Capabilities?: string[][] | null;
	Options?: Record<string, string> | null;
};
export type Ulimit = {Name?: string; Soft?: number; Hard?: number};
export type LogConfig = {Type?: string; Config?: Record<string, string> | null};
export type RestartPolicy = {Name?: string; MaximumRetryCount?: number};
export type MountRequest = {
	Type?: string;
	Source?: string;
	Target?: string;
	ReadOnly?: boolean;
	Consistency?: string;
	BindOptions?: {
		Propagation?: string;
		NonRecursive?: boolean;
		CreateMountpoint?: boolean;
		ReadOnlyNonRecursive?: boolean;
		ReadOnlyForceRecursive?: boolean;
	};
	VolumeOptions?: {
		NoCopy?: boolean;
		Labels?: Record<string, string> | null;
		Subpath?: string;
		DriverConfig?: {Name?: string; Options?: Record<string, string> | null};
	};
	TmpfsOptions?: {SizeBytes?: number; Mode?: number; Options?: string[][]};
	/** Docker 28 and later. */
	ImageOptions?: {Subpath?: string};
};

export type ContainerConfig = {
	Hostname?: string;
	Domainname?: string;
	User?: string;
	AttachStdin?: boolean;
	AttachStdout?: boolean;
	AttachStderr?: boolean;
	ExposedPorts?: Record<string, unknown> | null;
	Tty?: boolean;
	OpenStdin?: boolean;
	StdinOnce?: boolean;
	Env?: string[] | null;
	/** Podman before 5 gives one string. */
	Cmd?: string[] | string | null;
	Entrypoint?: string[] | string | null;
	Healthcheck?: HealthConfig | null;
	Image?: string;
	Volumes?: Record<string, unknown> | null;
	WorkingDir?: string;
	NetworkDisabled?: boolean;
	MacAddress?: string;
	OnBuild?: string[] | null;
	Labels?: Record<string, string> | null;
	StopSignal?: string;
	StopTimeout?: number | null;
	Shell?: string[] | null;
};

export type HostConfig = {
	Binds?: string[] | null;
	ContainerIDFile?: string;
	LogConfig?: LogConfig;
	NetworkMode?: string;
	PortBindings?: Record<string, PortBinding[] | null> | null;
	RestartPolicy?: RestartPolicy;
	AutoRemove?: boolean;
	VolumeDriver?: string;
	VolumesFrom?: string[] | null;
	CapAdd?: string[] | null;
	CapDrop?: string[] | null;
	CgroupnsMode?: string;
	Dns?: string[] | null;
	DnsOptions?: string[] | null;
	DnsSearch?: string[] | null;
	ExtraHosts?: string[] | null;
	GroupAdd?: string[] | null;
	IpcMode?: string;
	Cgroup?: string;
	Links?: string[] | null;
	OomScoreAdj?: number;
	PidMode?: string;
	Privileged?: boolean;
	PublishAllPorts?: boolean;
	ReadonlyRootfs?: boolean;
	SecurityOpt?: string[] | null;
	StorageOpt?: Record<string, string> | null;
	Tmpfs?: Record<string, string> | null;
	UTSMode?: string;
	UsernsMode?: string;
	ShmSize?: number;
	Sysctls?: Record<string, string> | null;
	Runtime?: string;
	Isolation?: string;
	CpuShares?: number;
	Memory?: number;
	NanoCpus?: number;
	CgroupParent?: string;
	BlkioWeight?: number;
	BlkioWeightDevice?: {Path?: string; Weight?: number}[] | null;
	BlkioDeviceReadBps?: {Path?: string; Rate?: number}[] | null;
	BlkioDeviceWriteBps?: {Path?: string; Rate?: number}[] | null;
	BlkioDeviceReadIOps?: {Path?: string; Rate?: number}[] | null;
	BlkioDeviceWriteIOps?: {Path?: string; Rate?: number}[] | null;
	CpuPeriod?: number;
	CpuQuota?: number;
	CpuRealtimePeriod?: number;
	CpuRealtimeRuntime?: number;
	CpusetCpus?: string;
	CpusetMems?: string;
	Devices?: DeviceMapping[] | null;
	DeviceCgroupRules?: string[] | null;
	DeviceRequests?: DeviceRequest[] | null;
	KernelMemory?: number;
	KernelMemoryTCP?: number;
	MemoryReservation?: number;
	MemorySwap?: number;
	MemorySwappiness?: number | null;
	OomKillDisable?: boolean | null;
	PidsLimit?: number | null;
	Ulimits?: Ulimit[] | null;
	CpuCount?: number;
	CpuPercent?: number;
	/** Windows; bytes a second. */
	IOMaximumBandwidth?: number;
	IOMaximumIOps?: number;
	Mounts?: MountRequest[] | null;
	/** `null`: none asked (privileged); `[]`: `systempaths=unconfined`; a list: the default eleven or one's own. */
	MaskedPaths?: string[] | null;
	ReadonlyPaths?: string[] | null;
	Init?: boolean | null;
	Annotations?: Record<string, string> | null;
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

/** `GET /containers/{id}/top` */
export type ContainerTop = {Titles?: string[]; Processes?: string[][] | null};

/** `GET /containers/{id}/changes`; Kind 0 modified, 1 added, 2 deleted. */
export type ContainerChanges = {Path: string; Kind: number}[] | null;

/** `GET /exec/{id}/json` */
export type ExecInspect = {
	ID?: string;
	Running?: boolean;
	Pid?: number;
	ProcessConfig?: {privileged?: boolean; user?: string; entrypoint?: string; arguments?: string[]; tty?: boolean};
};

/** `GET /containers/{id}/stats?stream=false&one-shot=true`; the counters alone that the meters read. */
export type ContainerStats = {
	read?: string;
	cpu_stats?: {cpu_usage?: {total_usage?: number}; system_cpu_usage?: number; online_cpus?: number};
	memory_stats?: {usage?: number; limit?: number; max_usage?: number; stats?: Record<string, number>};
	pids_stats?: {current?: number; limit?: number};
};
