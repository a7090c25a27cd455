import {
	type ContainerInspect,
	type EngineInfo,
	type EngineVersion,
	type ImageInspect,
	known,
	type NetworkInspect,
} from '../../src/answers/index.js';
import {
	type ContainerFacts,
	containerFacts,
	type EngineFacts,
	engineFacts,
	type ImageFacts,
	imageFacts,
} from '../../src/facts/index.js';
import {unseenHost} from '../../src/host/unseen-host.js';
import {judgeContainer, judgeEngine, judgeHost, judgeImage, judgeSwarm} from '../../src/rules/judge.js';
import {
	type ContainerExample,
	type ContainerScope,
	defaultSettings,
	type EngineExample,
	type EngineScope,
	type HostExample,
	type HostScope,
	type ImageExample,
	type ImageScope,
	type Rule,
} from '../../src/rules/rule.js';
import type {Verdict} from '../../src/rules/verdict.js';

/** What a plain `docker run -d nginx:1.27` answers on Docker 26 (control groups version 1, no AppArmor, no SELinux). */
const plainContainer = {
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

const plainHostConfig = {
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
	MaskedPaths: [
		'/proc/asound',
		'/proc/acpi',
		'/proc/kcore',
		'/proc/keys',
		'/proc/latency_stats',
		'/proc/timer_list',
		'/proc/timer_stats',
		'/proc/sched_debug',
		'/proc/scsi',
		'/sys/firmware',
		'/sys/devices/virtual/powercap',
	],
	ReadonlyPaths: ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'],
} satisfies ContainerInspect['HostConfig'];

const plainConfig = {
	User: '',
	Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
	Cmd: ['nginx', '-g', 'daemon off;'],
	Entrypoint: ['/docker-entrypoint.sh'],
	Image: 'nginx:1.27',
	Volumes: null,
	WorkingDir: '',
	Labels: {},
} satisfies ContainerInspect['Config'];

const plainNetworks = {Ports: {}, Networks: {bridge: {NetworkID: 'b'.repeat(64), IPAddress: '172.17.0.2'}}};

const bridge: NetworkInspect = {
	Name: 'bridge',
	Id: 'b'.repeat(64),
	Driver: 'bridge',
	Options: {'com.docker.network.bridge.default_bridge': 'true', 'com.docker.network.bridge.enable_icc': 'true'},
};

const plainVersion: EngineVersion = {
	Version: '26.1.5+dfsg1',
	ApiVersion: '1.45',
	KernelVersion: '6.12.0',
	Components: [{Name: 'runc', Version: '1.1.15+ds1'}],
};

const plainInfo: EngineInfo = {
	ID: 'engine',
	Name: 'host',
	Driver: 'overlay2',
	DockerRootDir: '/var/lib/docker',
	CgroupVersion: '1',
	NCPU: 4,
	MemTotal: 8_000_000_000,
	LoggingDriver: 'json-file',
	DefaultRuntime: 'runc',
	SecurityOptions: ['name=seccomp,profile=builtin'],
	Swarm: {LocalNodeState: 'inactive'},
};

/** A whole inspect answer from the parts that an example names. */
export function exampleInspect(parts: Partial<ContainerInspect>): ContainerInspect {
	return {
		...plainContainer,
		...parts,
		State: {...plainContainer.State, ...parts.State},
		HostConfig: {...plainHostConfig, ...parts.HostConfig},
		Config: {...plainConfig, ...parts.Config},
		NetworkSettings: {...plainNetworks, ...parts.NetworkSettings},
	};
}

const exampleImage = (parts: Partial<ImageInspect>): ImageInspect => ({
	Id: plainContainer.Image,
	RepoTags: ['nginx:1.27'],
	RepoDigests: [`nginx@sha256:${'2'.repeat(64)}`],
	Created: '2026-10-20T00:00:00Z',
	Architecture: 'amd64',
	...parts,
	Config: {Env: plainConfig.Env, ...parts.Config},
});

const exampleEngine = (
	info: EngineInfo | undefined,
	overlay: Partial<EngineFacts> | undefined,
	containers: Iterable<ContainerInspect>,
): EngineFacts => ({
	...engineFacts({version: plainVersion, info: {...plainInfo, ...info}, networks: known([bridge]), containers}),
	...overlay,
});

/** The scope of a container rule's example, through the facts that a real answer goes through. */
export function containerScope(example: ContainerExample): ContainerScope {
	const {
		engineInfo,
		image,
		others = [],
		facts,
		engine: engineOverlay,
		imageFacts: imageOverlay,
		host,
		settings,
		...parts
	} = example;
	const inspects = [exampleInspect(parts), ...others.map(exampleInspect)];
	const engine = exampleEngine(engineInfo, engineOverlay, inspects);
	const imageOf: ImageFacts = {...imageFacts(exampleImage(image ?? {})), ...imageOverlay};
	const containers = new Map(inspects.map(inspect => [inspect.Id, inspect]));
	const fleet = new Map(
		inspects.map(inspect => [
			inspect.Id,
			containerFacts(inspect, {engine, images: new Map([[imageOf.id, imageOf]]), containers}),
		]),
	);
	const [own] = fleet.values();
	if (own === undefined) throw new Error('an example has a container');
	const container: ContainerFacts = {...own, ...facts};
	fleet.set(container.id, container);
	return {
		container,
		image: imageOf,
		engine,
		host: host === undefined ? null : {...unseenHost('not part of this example'), unseen: null, ...host},
		fleet,
		settings: {...defaultSettings, ...settings},
	};
}

const someday = '2026-11-24T12:00:00Z';

export function imageScope({history, engineInfo, facts, settings, now, ...parts}: ImageExample): ImageScope {
	const extras = history === undefined ? {} : {history: known(history)};
	return {
		image: {...imageFacts(exampleImage(parts), extras), ...facts},
		engine: exampleEngine(engineInfo, undefined, []),
		settings: {...defaultSettings, ...settings},
		now: now ?? someday,
	};
}

export function engineScope({facts, host, containers = [], images = [], now}: EngineExample): EngineScope {
	const inspects = containers.map(exampleInspect);
	const engine = exampleEngine(undefined, facts, inspects);
	const byId = new Map(inspects.map(inspect => [inspect.Id, inspect]));
	return {
		engine,
		host: host === undefined ? null : {...unseenHost('not part of this example'), unseen: null, ...host},
		fleet: new Map(inspects.map(inspect => [inspect.Id, containerFacts(inspect, {engine, containers: byId})])),
		images: new Map(images.map(image => imageFacts(exampleImage(image))).map(image => [image.id, image])),
		settings: defaultSettings,
		now: now ?? someday,
	};
}

export function hostScope({host, facts}: HostExample): HostScope {
	return {
		host: {...unseenHost('not part of this example'), unseen: null, ...host},
		engine: exampleEngine(undefined, facts, []),
		now: someday,
	};
}

/** What a rule says of one of its examples. */
export function judgeExample(rule: Rule, which: 'bad' | 'good'): Verdict {
	const [verdict] = verdictsOn(rule, which);
	if (verdict === undefined) throw new Error('a rule gives a verdict');
	return verdict;
}

function verdictsOn(rule: Rule, which: 'bad' | 'good'): Verdict[] {
	switch (rule.target) {
		case 'container':
			return judgeContainer(containerScope(rule.examples[which]), [rule]);
		case 'image':
			return judgeImage(imageScope(rule.examples[which]), [rule]);
		case 'engine':
			return judgeEngine(engineScope(rule.examples[which]), [rule]);
		case 'host':
			return judgeHost(hostScope(rule.examples[which]), [rule]);
		case 'swarm':
			return judgeSwarm(engineScope(rule.examples[which]), [rule]);
	}
}
