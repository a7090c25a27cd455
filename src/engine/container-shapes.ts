import type {Shape} from './shape.js';

export const texts: Shape = {list: 'text'};
export const labels: Shape = {map: 'text'};
const texty: Shape = {either: ['text', texts]};
const bindings: Shape = {map: {list: {fields: {HostIp: 'text', HostPort: 'text'}}}};
const mounts: Shape = {
	list: {
		fields: {
			Type: 'text',
			Name: 'text',
			Source: 'text',
			Destination: 'text',
			Driver: 'text',
			Mode: 'text',
			RW: 'flag',
			Propagation: 'text',
		},
	},
};
const networks: Shape = {
	map: {
		fields: {NetworkID: 'text', IPAddress: 'text', GlobalIPv6Address: 'text', MacAddress: 'text', Aliases: texts, Links: texts},
	},
};

export const row: Shape = {
	required: ['Id'],
	fields: {
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
	},
};

export const config: Shape = {
	fields: {
		Hostname: 'text',
		User: 'text',
		Env: texts,
		Cmd: texty,
		Entrypoint: texty,
		Image: 'text',
		Volumes: {fields: {}},
		ExposedPorts: {fields: {}},
		WorkingDir: 'text',
		Labels: labels,
		// Podman's own inspect gave a number before version 5.
		StopSignal: {either: ['text', 'number']},
		Shell: texts,
		OnBuild: texts,
		Healthcheck: {fields: {Test: texts, Interval: 'number', Timeout: 'number', Retries: 'number'}},
		Tty: 'flag',
		OpenStdin: 'flag',
	},
};

const hostConfig: Shape = {
	fields: {
		...Object.fromEntries(
			['Binds', 'VolumesFrom', 'CapAdd', 'CapDrop', 'Dns', 'DnsOptions', 'DnsSearch', 'ExtraHosts', 'GroupAdd', 'Links'].map(
				name => [name, texts],
			),
		),
		...Object.fromEntries(['SecurityOpt', 'DeviceCgroupRules', 'MaskedPaths', 'ReadonlyPaths'].map(name => [name, texts])),
		...Object.fromEntries(
			[
				'NetworkMode',
				'VolumeDriver',
				'CgroupnsMode',
				'IpcMode',
				'Cgroup',
				'PidMode',
				'UTSMode',
				'UsernsMode',
				'Runtime',
				'Isolation',
			].map(name => [name, 'text' as const]),
		),
		...Object.fromEntries(
			['AutoRemove', 'Privileged', 'PublishAllPorts', 'ReadonlyRootfs', 'OomKillDisable', 'Init'].map(name => [
				name,
				'flag' as const,
			]),
		),
		...Object.fromEntries(
			[
				'Memory',
				'MemoryReservation',
				'MemorySwap',
				'NanoCpus',
				'CpuShares',
				'CpuPeriod',
				'CpuQuota',
				'PidsLimit',
				'ShmSize',
				'OomScoreAdj',
			].map(name => [name, 'number' as const]),
		),
		PortBindings: bindings,
		RestartPolicy: {fields: {Name: 'text', MaximumRetryCount: 'number'}},
		LogConfig: {fields: {Type: 'text', Config: labels}},
		Tmpfs: labels,
		Sysctls: labels,
		StorageOpt: labels,
		CgroupParent: 'text',
		CpusetCpus: 'text',
		CpusetMems: 'text',
		Devices: {list: {fields: {PathOnHost: 'text', PathInContainer: 'text', CgroupPermissions: 'text'}}},
		DeviceRequests: {
			list: {fields: {Driver: 'text', Count: 'number', DeviceIDs: texts, Capabilities: {list: texts}, Options: labels}},
		},
		Ulimits: {list: {fields: {Name: 'text', Soft: 'number', Hard: 'number'}}},
		Mounts: {list: {fields: {Type: 'text', Source: 'text', Target: 'text', ReadOnly: 'flag'}}},
	},
};

export const inspect: Shape = {
	required: ['Id'],
	fields: {
		Id: 'text',
		Created: 'text',
		Path: 'text',
		Args: texts,
		State: {
			fields: {
				Status: 'text',
				Running: 'flag',
				Paused: 'flag',
				Pid: 'number',
				ExitCode: 'number',
				Error: 'text',
				StartedAt: 'text',
				FinishedAt: 'text',
				Health: {fields: {Status: 'text', FailingStreak: 'number'}},
			},
		},
		Image: 'text',
		Name: 'text',
		RestartCount: 'number',
		Driver: 'text',
		AppArmorProfile: 'text',
		ProcessLabel: 'text',
		MountLabel: 'text',
		ExecIDs: texts,
		HostConfig: hostConfig,
		Mounts: mounts,
		Config: config,
		NetworkSettings: {fields: {Ports: bindings, Networks: networks, SandboxKey: 'text'}},
		EffectiveCaps: texts,
		BoundingCaps: texts,
	},
};
