/* What was requested when a container was created: `Config` and `HostConfig` of an inspect. Every field may be missing; see container.ts. */

import {
	always,
	anything,
	either,
	flag,
	labels,
	leftOutWhenEmpty,
	list,
	map,
	neverByPodman,
	number,
	object,
	orNull,
	type TypeOf,
	text,
	texts,
} from './schema.js';

const portBinding = object({HostIp: text, HostPort: always(text)});
export type PortBinding = TypeOf<typeof portBinding>;
export const portBindings = map(list(portBinding));

const healthConfig = object({
	Test: texts,
	/** Nanoseconds, as all durations here. */
	Interval: number,
	Timeout: number,
	StartPeriod: number,
	StartInterval: number,
	Retries: number,
});
export type HealthConfig = TypeOf<typeof healthConfig>;

const deviceMapping = object({PathOnHost: always(text), PathInContainer: text, CgroupPermissions: text});

const deviceRequest = object({Driver: text, Count: number, DeviceIDs: texts, Capabilities: list(texts), Options: labels});
export type DeviceRequest = TypeOf<typeof deviceRequest>;

const ulimit = object({Name: text, Soft: number, Hard: number});
export type Ulimit = TypeOf<typeof ulimit>;

const logConfig = object({
	Type: always(text),
	Config: labels,
	/** Of Podman's own answer: `10MB`, `0B` for none. */
	Size: text,
});

const restartPolicy = object({Name: always(text), MaximumRetryCount: number});

const mountRequest = object({
	Type: text,
	Source: text,
	Target: text,
	ReadOnly: flag,
	Consistency: text,
	BindOptions: object({
		Propagation: text,
		NonRecursive: flag,
		CreateMountpoint: flag,
		ReadOnlyNonRecursive: flag,
		ReadOnlyForceRecursive: flag,
	}),
	VolumeOptions: object({NoCopy: flag, Labels: labels, Subpath: text, DriverConfig: object({Name: text, Options: labels})}),
	TmpfsOptions: object({SizeBytes: number, Mode: number, Options: list(texts)}),
	/** Docker 28 and later. */
	ImageOptions: object({Subpath: text}),
});
export type MountRequest = TypeOf<typeof mountRequest>;

/** A set: Go writes `map[string]struct{}`. */
const names = map(anything);
/** Podman before 5 gives one string. */
const words = either(texts, text);

export const containerConfig = object({
	Hostname: text,
	Domainname: text,
	User: always(text),
	AttachStdin: flag,
	AttachStdout: flag,
	AttachStderr: flag,
	ExposedPorts: leftOutWhenEmpty(names),
	Tty: flag,
	OpenStdin: flag,
	StdinOnce: flag,
	Env: always(texts),
	Cmd: words,
	Entrypoint: words,
	Healthcheck: leftOutWhenEmpty(orNull(healthConfig)),
	Image: always(text),
	Volumes: names,
	WorkingDir: text,
	NetworkDisabled: flag,
	MacAddress: text,
	OnBuild: texts,
	Labels: always(labels),
	/** Podman's own inspect gave a number before version 5. */
	StopSignal: leftOutWhenEmpty(either(text, number)),
	StopTimeout: orNull(number),
	Shell: texts,
});
export type ContainerConfig = TypeOf<typeof containerConfig>;

const weights = list(object({Path: text, Weight: number}));
const rates = list(object({Path: text, Rate: number}));

export const hostConfig = object({
	Binds: texts,
	ContainerIDFile: text,
	LogConfig: always(logConfig),
	NetworkMode: always(text),
	PortBindings: always(portBindings),
	RestartPolicy: always(restartPolicy),
	AutoRemove: always(flag),
	VolumeDriver: text,
	VolumesFrom: texts,
	CapAdd: always(texts),
	CapDrop: always(texts),
	CgroupnsMode: neverByPodman(text),
	Dns: texts,
	DnsOptions: texts,
	DnsSearch: texts,
	ExtraHosts: texts,
	GroupAdd: texts,
	IpcMode: always(text),
	Cgroup: text,
	Links: texts,
	OomScoreAdj: always(number),
	PidMode: always(text),
	Privileged: always(flag),
	PublishAllPorts: always(flag),
	ReadonlyRootfs: always(flag),
	SecurityOpt: always(texts),
	StorageOpt: leftOutWhenEmpty(labels),
	Tmpfs: leftOutWhenEmpty(labels),
	UTSMode: always(text),
	UsernsMode: always(text),
	ShmSize: number,
	Sysctls: leftOutWhenEmpty(neverByPodman(labels)),
	Runtime: leftOutWhenEmpty(text),
	Isolation: text,
	CpuShares: always(number),
	Memory: always(number),
	NanoCpus: always(number),
	CgroupParent: text,
	BlkioWeight: number,
	BlkioWeightDevice: weights,
	BlkioDeviceReadBps: rates,
	BlkioDeviceWriteBps: rates,
	BlkioDeviceReadIOps: rates,
	BlkioDeviceWriteIOps: rates,
	CpuPeriod: number,
	CpuQuota: always(number),
	CpuRealtimePeriod: number,
	CpuRealtimeRuntime: number,
	CpusetCpus: text,
	CpusetMems: text,
	Devices: always(list(deviceMapping)),
	DeviceCgroupRules: neverByPodman(texts),
	DeviceRequests: neverByPodman(list(deviceRequest)),
	KernelMemory: number,
	KernelMemoryTCP: number,
	MemoryReservation: number,
	MemorySwap: number,
	MemorySwappiness: orNull(number),
	OomKillDisable: orNull(flag),
	PidsLimit: orNull(number),
	Ulimits: list(ulimit),
	CpuCount: number,
	CpuPercent: number,
	/** Windows; bytes a second. */
	IOMaximumBandwidth: number,
	IOMaximumIOps: number,
	Mounts: leftOutWhenEmpty(list(mountRequest)),
	/** `null`: none asked (privileged); `[]`: `systempaths=unconfined`; a list: the default eleven or one's own. */
	MaskedPaths: neverByPodman(texts),
	ReadonlyPaths: neverByPodman(texts),
	Init: leftOutWhenEmpty(orNull(flag)),
	Annotations: leftOutWhenEmpty(labels),
});
export type HostConfig = TypeOf<typeof hostConfig>;
