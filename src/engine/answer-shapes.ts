import type {
	ContainerChanges,
	ContainerInspect,
	ContainerRow,
	ContainerStats,
	ContainerTop,
	DiskUsage,
	EngineInfo,
	EngineVersion,
	ExecInspect,
	HistoryRow,
	ImageInspect,
	ImageRow,
	NetworkInspect,
	PluginInspect,
	SwarmAnswers,
	VolumeInspect,
} from '../answers/index.js';
import {isRecord} from '../answers/is-record.js';
import type {SafeText} from '../terminal/safe-text.js';
import type {EngineAddress} from './address.js';
import {config, graphDriver, inspect, labels, rowFields, type ShapesOf, texts} from './container-shapes.js';
import {invalidAnswer} from './failures.js';
import {differenceFrom, readablePart, type Shape} from './shape.js';

const image: Shape = {
	required: ['Id'],
	fields: {
		Id: 'text',
		RepoTags: texts,
		RepoDigests: texts,
		Created: 'text',
		Author: 'text',
		Architecture: 'text',
		Variant: 'text',
		Os: 'text',
		Size: 'number',
		Config: config,
		RootFS: {fields: {Type: 'text', Layers: texts}},
		GraphDriver: graphDriver,
	} satisfies ShapesOf<ImageInspect>,
};
const imageRow: Shape = {
	required: ['Id'],
	fields: {
		Id: 'text',
		RepoTags: texts,
		RepoDigests: texts,
		Created: 'number',
		Size: 'number',
		Labels: labels,
		Containers: 'number',
	} satisfies ShapesOf<ImageRow>,
};
const info: Shape = {
	fields: {
		ID: 'text',
		Name: 'text',
		Containers: 'number',
		ContainersRunning: 'number',
		ContainersPaused: 'number',
		ContainersStopped: 'number',
		Images: 'number',
		Driver: 'text',
		DriverStatus: {list: texts},
		DockerRootDir: 'text',
		Debug: 'flag',
		LoggingDriver: 'text',
		CgroupDriver: 'text',
		CgroupVersion: 'text',
		KernelVersion: 'text',
		OperatingSystem: 'text',
		OSType: 'text',
		SystemTime: 'text',
		Architecture: 'text',
		NCPU: 'number',
		MemTotal: 'number',
		ServerVersion: 'text',
		ExperimentalBuild: 'flag',
		LiveRestoreEnabled: 'flag',
		DefaultRuntime: 'text',
		Runtimes: {map: {fields: {path: 'text', runtimeArgs: texts}}},
		SecurityOptions: texts,
		Warnings: texts,
		Plugins: {fields: {Volume: texts, Network: texts, Authorization: texts, Log: texts}},
		RegistryConfig: {
			fields: {
				InsecureRegistryCIDRs: texts,
				IndexConfigs: {map: {fields: {Name: 'text', Secure: 'flag', Official: 'flag', Mirrors: texts}}},
				Mirrors: texts,
			},
		},
		Swarm: {
			fields: {
				LocalNodeState: 'text',
				ControlAvailable: 'flag',
				NodeAddr: 'text',
				NodeID: 'text',
				Managers: 'number',
				Nodes: 'number',
				Cluster: {fields: {ID: 'text'}},
			},
		},
		MemoryLimit: 'flag',
		PidsLimit: 'flag',
		CpuCfsQuota: 'flag',
		CPUShares: 'flag',
		CPUSet: 'flag',
		IPv4Forwarding: 'flag',
		BridgeNfIptables: 'flag',
		BridgeNfIp6tables: 'flag',
		ContainerdCommit: {fields: {ID: 'text'}},
		RuncCommit: {fields: {ID: 'text'}},
		Containerd: {fields: {Address: 'text', Namespaces: labels}},
		DefaultAddressPools: {list: {fields: {Base: 'text', Size: 'number'}}},
	} satisfies ShapesOf<EngineInfo>,
};
const version: Shape = {
	fields: {
		Version: 'text',
		ApiVersion: 'text',
		MinAPIVersion: 'text',
		Os: 'text',
		Arch: 'text',
		KernelVersion: 'text',
		Experimental: 'flag',
		BuildTime: 'text',
		Platform: {fields: {Name: 'text'}},
		Components: {list: {fields: {Name: 'text', Version: 'text', Details: labels}}},
	} satisfies ShapesOf<EngineVersion>,
};
const network: Shape = {
	fields: {
		Name: 'text',
		Id: 'text',
		Driver: 'text',
		Scope: 'text',
		Internal: 'flag',
		Attachable: 'flag',
		Ingress: 'flag',
		EnableIPv6: 'flag',
		Options: labels,
		Labels: labels,
		Containers: {map: {fields: {Name: 'text', IPv4Address: 'text'}}},
		IPAM: {fields: {Driver: 'text', Config: {list: {fields: {Subnet: 'text', Gateway: 'text'}}}}},
	} satisfies ShapesOf<NetworkInspect>,
};
const volume: Shape = {
	fields: {
		Name: 'text',
		Driver: 'text',
		Mountpoint: 'text',
		Labels: labels,
		Options: labels,
		Scope: 'text',
	} satisfies ShapesOf<VolumeInspect>,
};
const plugin: Shape = {
	fields: {
		Name: 'text',
		Enabled: 'flag',
		Config: {
			fields: {
				Network: {fields: {Type: 'text'}},
				Linux: {fields: {Capabilities: texts, AllowAllDevices: 'flag', Devices: {list: {fields: {Path: 'text'}}}}},
				PidHost: 'flag',
				IpcHost: 'flag',
				Mounts: {list: {fields: {Source: 'text', Destination: 'text'}}},
			},
		},
	} satisfies ShapesOf<PluginInspect>,
};

/** Where an answer comes from: an engine, or the name of a snapshot that replays one. Both are held to the same shapes. */
type Source = EngineAddress | SafeText;

function check<T>(what: string, shape: Shape) {
	const difference = differenceFrom(shape);
	return (from: Source, value: unknown): T => {
		const found = difference(value);
		if (found !== null) throw invalidAnswer(from, what, found);
		// The shape has been looked at just now: this is the one place where an answer gets its type.
		return value as T;
	};
}

const row: Shape = {fields: rowFields};
const rowDifference = differenceFrom(row);

/**
 * Of a row that cannot be read whole the parts that can are kept: its container is inspected like any other, and it spoils no other row.
 *
 * @throws EngineError where it is no list, or a row has no id: nobody could say of what it is
 */
export function containerRows(from: Source, value: unknown): ContainerRow[] {
	if (!Array.isArray(value)) throw invalidAnswer(from, 'the list of containers', 'it is not a list');
	return value.map((one: unknown, index) => {
		if (!isRecord(one) || typeof one['Id'] !== 'string')
			throw invalidAnswer(
				from,
				'the list of containers',
				`[${index}].Id is ${isRecord(one) && 'Id' in one ? 'not text' : 'missing'}`,
			);
		const readable = rowDifference(one) === null ? one : readablePart(row, one);
		// Each of its parts has been looked at just now.
		return readable as ContainerRow;
	});
}

export const containerInspect = check<ContainerInspect>('an inspect', inspect);
export const containerTop = check<ContainerTop>('top', {fields: {Titles: texts, Processes: {list: texts}}});
export const containerChanges = check<ContainerChanges>('changes', {
	list: {required: ['Path', 'Kind'], fields: {Path: 'text', Kind: 'number'}},
});
export const containerStats = check<ContainerStats>('stats', {
	fields: {
		cpu_stats: {fields: {cpu_usage: {fields: {total_usage: 'number'}}, system_cpu_usage: 'number', online_cpus: 'number'}},
		memory_stats: {fields: {usage: 'number', limit: 'number', stats: {map: 'number'}}},
		pids_stats: {fields: {current: 'number', limit: 'number'}},
	},
});
export const execInspect = check<ExecInspect>('an exec', {
	fields: {
		ID: 'text',
		Running: 'flag',
		Pid: 'number',
		ProcessConfig: {fields: {privileged: 'flag', user: 'text', entrypoint: 'text', arguments: texts}},
	},
});
export const imageRows = check<ImageRow[]>('the list of images', {list: imageRow});
export const imageInspect = check<ImageInspect>('an image', image);
export const historyRows = check<HistoryRow[]>('the history of an image', {
	list: {fields: {Id: 'text', Created: 'number', CreatedBy: 'text', Tags: texts, Size: 'number', Comment: 'text'}},
});
export const networkRows = check<NetworkInspect[]>('the list of networks', {list: network});
export const networkInspect = check<NetworkInspect>('a network', network);
export const volumeRows = check<VolumeInspect[]>('the list of volumes', {list: volume});
export const pluginRows = check<PluginInspect[]>('the list of plugins', {list: plugin});
export const swarmAnswers = check<SwarmAnswers>('swarm', {
	fields: {
		swarm: {
			fields: {
				Spec: {
					fields: {
						EncryptionConfig: {fields: {AutoLockManagers: 'flag'}},
						CAConfig: {fields: {NodeCertExpiry: 'number', ForceRotate: 'number'}},
					},
				},
				RootRotationInProgress: 'flag',
				CreatedAt: 'text',
			},
		},
		nodes: {list: {fields: {ID: 'text', Spec: {fields: {Role: 'text', Availability: 'text'}}}}},
		secrets: {list: {fields: {ID: 'text', Spec: {fields: {Name: 'text'}}}}},
	},
});
export const engineInfo = check<EngineInfo>('info', info);
export const engineVersion = check<EngineVersion>('version', version);
export const diskUsage = check<DiskUsage>('system/df', {
	fields: {BuildCache: {list: {fields: {ID: 'text', Size: 'number', InUse: 'flag'}}}, BuilderSize: 'number'},
});
