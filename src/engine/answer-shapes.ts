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
import type {SafeText} from '../terminal/safe-text.js';
import type {EngineAddress} from './address.js';
import {config, inspect, labels, row, texts} from './container-shapes.js';
import {invalidAnswer} from './failures.js';
import {differenceFrom, type Shape} from './shape.js';

const image: Shape = {
	required: ['Id'],
	fields: {
		Id: 'text',
		RepoTags: texts,
		RepoDigests: texts,
		Created: 'text',
		Size: 'number',
		Config: config,
		RootFS: {fields: {Layers: texts}},
	},
};
const imageRow: Shape = {
	required: ['Id'],
	fields: {Id: 'text', RepoTags: texts, RepoDigests: texts, Created: 'number', Size: 'number', Labels: labels},
};
const info: Shape = {
	fields: {
		...Object.fromEntries(
			[
				'ID',
				'Name',
				'Driver',
				'DockerRootDir',
				'LoggingDriver',
				'CgroupDriver',
				'KernelVersion',
				'OperatingSystem',
				'ServerVersion',
			].map(name => [name, 'text' as const]),
		),
		SecurityOptions: texts,
		Warnings: texts,
		DriverStatus: {list: texts},
		Swarm: {fields: {LocalNodeState: 'text', ControlAvailable: 'flag'}},
		RegistryConfig: {
			fields: {InsecureRegistryCIDRs: texts, Mirrors: texts, IndexConfigs: {map: {fields: {Secure: 'flag', Mirrors: texts}}}},
		},
		Runtimes: {map: {fields: {path: 'text'}}},
	},
};
const version: Shape = {
	fields: {
		Version: 'text',
		ApiVersion: 'text',
		MinAPIVersion: 'text',
		Os: 'text',
		Arch: 'text',
		Components: {list: {fields: {Name: 'text', Version: 'text'}}},
	},
};
const network: Shape = {
	fields: {
		Name: 'text',
		Id: 'text',
		Driver: 'text',
		Internal: 'flag',
		Options: labels,
		Labels: labels,
		Containers: {map: {fields: {Name: 'text'}}},
	},
};
const volume: Shape = {fields: {Name: 'text', Driver: 'text', Mountpoint: 'text', Labels: labels, Options: labels}};

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

const rowDifference = differenceFrom(row);
const rowsById = check<ContainerRow[]>('the list of containers', {list: {required: ['Id'], fields: {Id: 'text'}}});

/** A row with a field that cannot be read keeps its id: its container is inspected like any other, and spoils no other row. */
export const containerRows = (from: Source, value: unknown): ContainerRow[] =>
	rowsById(from, value).map(one => (rowDifference(one) === null ? one : {Id: one.Id}));
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
export const pluginRows = check<PluginInspect[]>('the list of plugins', {list: {fields: {Name: 'text', Enabled: 'flag'}}});
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
