import type {ContainerInspect, EngineInfo, EngineVersion, NetworkInspect} from '../../src/base/answers/index.js';

/** What Docker 26 hides from, and makes read-only in, a container that asks for nothing. */
export const maskedPaths: readonly string[] = [
	...'/proc/asound /proc/acpi /proc/kcore /proc/keys /proc/latency_stats /proc/timer_list /proc/timer_stats'.split(' '),
	...'/proc/sched_debug /proc/scsi /sys/firmware /sys/devices/virtual/powercap'.split(' '),
];
export const readOnlyPaths: readonly string[] = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** What a plain `docker run -d nginx:1.27` answers on Docker 26 (control groups version 1, no AppArmor, no SELinux). */
export const plainContainer = {
	Id: 'c0ffee'.padEnd(64, '0'),
	Created: '2026-11-01T10:00:00Z',
	Path: '/docker-entrypoint.sh',
	Args: ['nginx', '-g', 'daemon off;'],
	State: {
		Status: 'running',
		Running: true,
		Paused: false,
		Restarting: false,
		OOMKilled: false,
		Pid: 4711,
		ExitCode: 0,
		StartedAt: '2026-11-01T10:00:01Z',
	},
	Image: `sha256:${'1'.repeat(64)}`,
	Name: '/web',
	RestartCount: 0,
	MountLabel: '',
	ProcessLabel: '',
	AppArmorProfile: '',
	ExecIDs: null,
	Mounts: [],
} satisfies ContainerInspect;

export const plainHostConfig = {
	Binds: null,
	LogConfig: {Type: 'json-file', Config: {}},
	NetworkMode: 'default',
	PortBindings: {},
	RestartPolicy: {Name: 'no', MaximumRetryCount: 0},
	AutoRemove: false,
	VolumesFrom: null,
	CapAdd: null,
	CapDrop: null,
	CgroupnsMode: 'host',
	Dns: [],
	ExtraHosts: null,
	GroupAdd: null,
	IpcMode: 'private',
	Links: null,
	OomScoreAdj: 0,
	PidMode: '',
	Privileged: false,
	PublishAllPorts: false,
	ReadonlyRootfs: false,
	SecurityOpt: null,
	UTSMode: '',
	UsernsMode: '',
	ShmSize: 67_108_864,
	Runtime: 'runc',
	CpuShares: 0,
	Memory: 0,
	NanoCpus: 0,
	CgroupParent: '',
	CpuQuota: 0,
	CpusetCpus: '',
	Devices: [],
	DeviceCgroupRules: null,
	DeviceRequests: null,
	MemorySwap: 0,
	OomKillDisable: false,
	PidsLimit: null,
	Ulimits: [],
	MaskedPaths: [...maskedPaths],
	ReadonlyPaths: [...readOnlyPaths],
} satisfies ContainerInspect['HostConfig'];

export const plainConfig = {
	User: '',
	Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
	Cmd: ['nginx', '-g', 'daemon off;'],
	Entrypoint: ['/docker-entrypoint.sh'],
	Image: 'nginx:1.27',
	Volumes: null,
	WorkingDir: '',
	Labels: {},
} satisfies ContainerInspect['Config'];

export const plainNetworks = {Ports: {}, Networks: {bridge: {NetworkID: 'b'.repeat(64), IPAddress: '172.17.0.2'}}};

export const plainBridge: NetworkInspect = {
	Name: 'bridge',
	Id: 'b'.repeat(64),
	Driver: 'bridge',
	Options: {'com.docker.network.bridge.default_bridge': 'true', 'com.docker.network.bridge.enable_icc': 'true'},
};

export const plainVersion: EngineVersion = {
	Version: '26.1.5+dfsg1',
	ApiVersion: '1.45',
	KernelVersion: '6.18.38',
	Components: [{Name: 'runc', Version: '1.1.15+ds1'}],
};

export const plainInfo: EngineInfo = {
	ID: 'engine',
	Name: 'host',
	Driver: 'overlay2',
	DriverStatus: [['Backing Filesystem', 'extfs']],
	DockerRootDir: '/var/lib/docker',
	CgroupVersion: '1',
	NCPU: 4,
	MemTotal: 8_000_000_000,
	LoggingDriver: 'json-file',
	DefaultRuntime: 'runc',
	SecurityOptions: ['name=seccomp,profile=builtin'],
	Swarm: {LocalNodeState: 'inactive'},
};
