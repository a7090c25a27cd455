import type {
	ContainerChanges,
	ContainerInspect,
	ContainerRow,
	ContainerTop,
	EngineInfo,
	EngineVersion,
	HostFacts,
	ImageHistoryRow,
	ImageInspect,
	ImageRow,
	NetworkInspect,
	PluginInspect,
	SwarmAnswers,
	VolumeInspect,
} from '../../base/index.js';

export const snapshotSchema = 'dockscope.snapshot/1';

/** A dump of an engine's raw answers, secrets masked; `null` where an answer could not be had. */
export type Snapshot = {
	readonly schema: typeof snapshotSchema;
	readonly version: EngineVersion | null;
	readonly info: EngineInfo | null;
	readonly containers: readonly {
		readonly inspect: ContainerInspect;
		readonly top: ContainerTop | null;
		/** `undefined` where it was not recorded: `null` is the engine's own answer for "nothing changed". */
		readonly changes?: ContainerChanges | undefined;
		/** By path, what configuration files of its services say about authentication, rendered; `null` for one that is not there. */
		readonly configs?: Readonly<Record<string, string | null>> | undefined;
	}[];
	/** Containers that were listed and could not be inspected, and why: a replay must not take them for absent. */
	readonly unseen?: readonly {readonly row: ContainerRow; readonly reason: string}[] | undefined;
	readonly images: readonly {
		readonly inspect: ImageInspect;
		readonly history: readonly ImageHistoryRow[] | null;
		/** Names and ids of its /etc/passwd, where a container of it runs as a user given by name. */
		readonly passwd?: string | undefined;
	}[];
	/** All that the engine stored, only by id and names; `undefined` in a snapshot of before it was recorded. */
	readonly imageList?: readonly ImageRow[] | null | undefined;
	readonly networks: readonly NetworkInspect[] | null;
	readonly volumes: readonly VolumeInspect[] | null;
	readonly plugins: readonly PluginInspect[] | null;
	readonly swarm: SwarmAnswers | null;
	readonly host: HostFacts | null;
	/** Reports of scanners (`dockscope.scan/1`) about these images: this room carries them and does not read them. */
	readonly scans: readonly object[];
};
