import type {
	ContainerConfig,
	ContainerInspect,
	ContainerRow,
	ContainerState,
	EndpointSettings,
	HealthConfig,
	HostConfig,
	MountPoint,
	MountRequest,
} from '../answers/index.js';
import type {Shape} from './shape.js';

/*
 * What an engine gives in each field that is read anywhere: a field of a type that has no shape here does not compile.
 */

/** A shape for each field of a type. */
export type ShapesOf<T> = {readonly [Field in keyof Required<T>]: Shape};

export const texts: Shape = {list: 'text'};
export const labels: Shape = {map: 'text'};
const texty: Shape = {either: ['text', texts]};
/** A set: Go writes `map[string]struct{}`. */
const names: Shape = {map: {fields: {}}};
const bindings: Shape = {map: {list: {fields: {HostIp: 'text', HostPort: 'text'}}}};
export const graphDriver: Shape = {fields: {Name: 'text', Data: labels}};

const mountPoint = {
	Type: 'text',
	Name: 'text',
	Source: 'text',
	Destination: 'text',
	Driver: 'text',
	Mode: 'text',
	RW: 'flag',
	Propagation: 'text',
} satisfies ShapesOf<MountPoint>;
const mounts: Shape = {list: {fields: mountPoint}};

const endpoint = {
	NetworkID: 'text',
	EndpointID: 'text',
	Gateway: 'text',
	IPAddress: 'text',
	IPPrefixLen: 'number',
	GlobalIPv6Address: 'text',
	MacAddress: 'text',
	Aliases: texts,
	DNSNames: texts,
	Links: texts,
	DriverOpts: labels,
	GwPriority: 'number',
	IPAMConfig: {fields: {IPv4Address: 'text', IPv6Address: 'text', LinkLocalIPs: texts}},
} satisfies ShapesOf<EndpointSettings>;
const networks: Shape = {map: {fields: endpoint}};

export const rowFields = {
	Id: 'text',
	Names: texts,
	Image: 'text',
	ImageID: 'text',
	Command: 'text',
	Created: 'number',
	State: 'text',
	Status: 'text',
	Ports: {list: {fields: {IP: 'text', PrivatePort: 'number', PublicPort: 'number', Type: 'text'}}},
	Labels: labels,
	HostConfig: {fields: {NetworkMode: 'text'}},
	NetworkSettings: {fields: {Networks: networks}},
	Mounts: mounts,
} satisfies ShapesOf<ContainerRow>;

const health = {
	Test: texts,
	Interval: 'number',
	Timeout: 'number',
	StartPeriod: 'number',
	StartInterval: 'number',
	Retries: 'number',
} satisfies ShapesOf<HealthConfig>;

export const config: Shape = {
	fields: {
		Hostname: 'text',
		Domainname: 'text',
		User: 'text',
		AttachStdin: 'flag',
		AttachStdout: 'flag',
		AttachStderr: 'flag',
		ExposedPorts: names,
		Tty: 'flag',
		OpenStdin: 'flag',
		StdinOnce: 'flag',
		Env: texts,
		Cmd: texty,
		Entrypoint: texty,
		Healthcheck: {fields: health},
		Image: 'text',
		Volumes: names,
		WorkingDir: 'text',
		NetworkDisabled: 'flag',
		MacAddress: 'text',
		OnBuild: texts,
		Labels: labels,
		// Podman's own inspect gave a number before version 5.
		StopSignal: {either: ['text', 'number']},
		StopTimeout: 'number',
		Shell: texts,
	} satisfies ShapesOf<ContainerConfig>,
};

const mountRequest = {
	Type: 'text',
	Source: 'text',
	Target: 'text',
	ReadOnly: 'flag',
	Consistency: 'text',
	BindOptions: {
		fields: {
			Propagation: 'text',
			NonRecursive: 'flag',
			CreateMountpoint: 'flag',
			ReadOnlyNonRecursive: 'flag',
			ReadOnlyForceRecursive: 'flag',
		},
	},
	VolumeOptions: {
		fields: {NoCopy: 'flag', Labels: labels, Subpath: 'text', DriverConfig: {fields: {Name: 'text', Options: labels}}},
	},
	TmpfsOptions: {fields: {SizeBytes: 'number', Mode: 'number', Options: {list: texts}}},
	ImageOptions: {fields: {Subpath: 'text'}},
} satisfies ShapesOf<MountRequest>;

const weights: Shape = {list: {fields: {Path: 'text', Weight: 'number'}}};
const rates: Shape = {list: {fields: {Path: 'text', Rate: 'number'}}};

const hostConfig = {
	Binds: texts,
	ContainerIDFile: 'text',
	LogConfig: {fields: {Type: 'text', Config: labels, Size: 'text'}},
	NetworkMode: 'text',
	PortBindings: bindings,
	RestartPolicy: {fields: {Name: 'text', MaximumRetryCount: 'number'}},
	AutoRemove: 'flag',
	VolumeDriver: 'text',
	VolumesFrom: texts,
	CapAdd: texts,
	CapDrop: texts,
	CgroupnsMode: 'text',
	Dns: texts,
	DnsOptions: texts,
	DnsSearch: texts,
	ExtraHosts: texts,
	GroupAdd: texts,
	IpcMode: 'text',
	Cgroup: 'text',
	Links: texts,
	OomScoreAdj: 'number',
	PidMode: 'text',
	Privileged: 'flag',
	PublishAllPorts: 'flag',
	ReadonlyRootfs: 'flag',
	SecurityOpt: texts,
	StorageOpt: labels,
	Tmpfs: labels,
	UTSMode: 'text',
	UsernsMode: 'text',
	ShmSize: 'number',
	Sysctls: labels,
	Runtime: 'text',
	Isolation: 'text',
	CpuShares: 'number',
	Memory: 'number',
	NanoCpus: 'number',
	CgroupParent: 'text',
	BlkioWeight: 'number',
	BlkioWeightDevice: weights,
	BlkioDeviceReadBps: rates,
	BlkioDeviceWriteBps: rates,
	BlkioDeviceReadIOps: rates,
	BlkioDeviceWriteIOps: rates,
	CpuPeriod: 'number',
	CpuQuota: 'number',
	CpuRealtimePeriod: 'number',
	CpuRealtimeRuntime: 'number',
	CpusetCpus: 'text',
	CpusetMems: 'text',
	Devices: {list: {fields: {PathOnHost: 'text', PathInContainer: 'text', CgroupPermissions: 'text'}}},
	DeviceCgroupRules: texts,
	DeviceRequests: {
		list: {fields: {Driver: 'text', Count: 'number', DeviceIDs: texts, Capabilities: {list: texts}, Options: labels}},
	},
	KernelMemory: 'number',
	KernelMemoryTCP: 'number',
	MemoryReservation: 'number',
	MemorySwap: 'number',
	MemorySwappiness: 'number',
	OomKillDisable: 'flag',
	PidsLimit: 'number',
	Ulimits: {list: {fields: {Name: 'text', Soft: 'number', Hard: 'number'}}},
	CpuCount: 'number',
	CpuPercent: 'number',
	IOMaximumBandwidth: 'number',
	IOMaximumIOps: 'number',
	Mounts: {list: {fields: mountRequest}},
	MaskedPaths: texts,
	ReadonlyPaths: texts,
	Init: 'flag',
	Annotations: labels,
} satisfies ShapesOf<HostConfig>;

const state = {
	Status: 'text',
	Running: 'flag',
	Paused: 'flag',
	Restarting: 'flag',
	OOMKilled: 'flag',
	Dead: 'flag',
	Pid: 'number',
	ExitCode: 'number',
	Error: 'text',
	StartedAt: 'text',
	FinishedAt: 'text',
	Health: {
		fields: {Status: 'text', FailingStreak: 'number', Log: {list: {fields: {ExitCode: 'number', Output: 'text'}}}},
	},
} satisfies ShapesOf<ContainerState>;

export const inspect: Shape = {
	required: ['Id'],
	fields: {
		ResolvConfPath: 'text',
		HostnamePath: 'text',
		LogPath: 'text',
		Id: 'text',
		Created: 'text',
		Path: 'text',
		Args: texts,
		State: {fields: state},
		Image: 'text',
		Name: 'text',
		RestartCount: 'number',
		Driver: 'text',
		Platform: 'text',
		MountLabel: 'text',
		ProcessLabel: 'text',
		AppArmorProfile: 'text',
		ExecIDs: texts,
		HostConfig: {fields: hostConfig},
		GraphDriver: graphDriver,
		SizeRw: 'number',
		Mounts: mounts,
		Config: config,
		NetworkSettings: {fields: {Ports: bindings, Networks: networks, SandboxKey: 'text'}},
		EffectiveCaps: texts,
		BoundingCaps: texts,
	} satisfies ShapesOf<ContainerInspect>,
};
