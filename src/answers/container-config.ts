/*
 * What was asked for when a container was created: `Config` and `HostConfig` of an inspect. Every field may be missing; see container.ts.
 */

export type PortBinding = {HostIp?: string; HostPort?: string};

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
export type LogConfig = {
	Type?: string;
	Config?: Record<string, string> | null;
	/** Of Podman's own answer: `10MB`, `0B` for none. */
	Size?: string;
};
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
