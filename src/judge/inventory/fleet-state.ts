import {
	type Account,
	answerOrReason,
	type BlindSpot,
	type ContainerFacts,
	type ContainerInspect,
	type DiskUsage,
	type EngineInfo,
	type EngineReader,
	type EngineVersion,
	type FileCapability,
	type HostFacts,
	type ImageHistoryRow,
	type ImageIdentity,
	type ImageInspect,
	type ImageRow,
	type ImageScan,
	type Known,
	type MountedSource,
	malformedRows,
	type NetworkInspect,
	type OperatingSystem,
	type PluginInspect,
	type SafeText,
	type SwarmAnswers,
	type VolumeInspect,
} from '../../base/index.js';
import type {Policy} from '../policy/policy.js';
import {type ContainerRecord, imageOf} from './container-record.js';
import type {EngineConnection} from './fleet-model.js';

export type ImageRecord = {
	readonly inspect: ImageInspect;
	readonly identity?: Known<ImageIdentity | null>;
	readonly history?: Known<readonly ImageHistoryRow[]>;
	readonly os?: Known<OperatingSystem>;
	readonly accounts?: Known<readonly Account[]>;
	readonly setuidFiles?: Known<readonly SafeText[]>;
	readonly setgidFiles?: Known<readonly SafeText[]>;
	readonly fileCapabilities?: Known<readonly FileCapability[]>;
};

/** Current knowledge: the answers as received, and what was derived from them. */
export type FleetState = {
	connection: EngineConnection;
	engineAnswers: EngineAnswers;
	/** `null` until it is determined whether the engine runs on this machine. */
	local: boolean | null;
	host: HostFacts | null;
	/** When reading a local host began, in milliseconds since the epoch; of a recorded one, it is never too early. */
	hostReadAt: number;
	/** Real paths of symlinked bind sources, for a local engine. */
	readonly realPaths: Map<string, string | null>;
	/** What lies at the paths that are mounted, of a local engine. */
	readonly sources: Map<string, MountedSource>;
	policy: Policy;
	/** The id of the container that dockscope runs in, when it is to be left out. */
	ownContainer: string | null;
	/** In the order of the list. */
	readonly records: Map<string, ContainerRecord>;
	readonly inspects: Map<string, ContainerInspect>;
	readonly facts: Map<string, ContainerFacts>;
	/** By image id as in the containers' inspects. */
	readonly images: Map<string, ImageRecord>;
	/** Cached scan results by image; apart from the answers, since they have another source and may come first. */
	readonly scans: Map<string, Known<ImageScan>>;
	/** Refused events, unreadable images. */
	readonly blindSpots: Map<string, BlindSpot>;
	complete: boolean;
	/** See `FleetModel.settled`. */
	settled: boolean;
};

/** The engine that is asked, and the state that its answers fill. */
export type FleetSource = {
	readonly reader: EngineReader;
	readonly state: FleetState;
	/** Aborts every request. */
	readonly signal: AbortSignal;
	/** The history of each image is fetched together with its inspect. */
	readonly withHistories: boolean;
};

export function emptyState(policy: Policy): FleetState {
	return {
		connection: {state: 'connecting'},
		engineAnswers: nothingAnswered,
		local: null,
		host: null,
		hostReadAt: Number.POSITIVE_INFINITY,
		realPaths: new Map(),
		sources: new Map(),
		policy,
		ownContainer: null,
		records: new Map(),
		inspects: new Map(),
		facts: new Map(),
		images: new Map(),
		scans: new Map(),
		blindSpots: new Map(),
		complete: false,
		settled: false,
	};
}

export const isImageUsed = ({records}: Pick<FleetState, 'records'>, id: string): boolean =>
	[...records.values()].some(record => imageOf(record) === id);

/** Answers about the engine itself. `null`: not yet received. */
export type EngineAnswers = {
	readonly version: Known<EngineVersion> | null;
	readonly info: Known<EngineInfo> | null;
	readonly networks: Known<readonly NetworkInspect[]> | null;
	readonly volumes: Known<readonly VolumeInspect[]> | null;
	readonly imageList: Known<readonly ImageRow[]> | null;
	readonly plugins: Known<readonly PluginInspect[]> | null;
	readonly swarm: Known<SwarmAnswers> | null;
	readonly diskUsage: Known<DiskUsage> | null;
};

const nothingAnswered: EngineAnswers = {
	version: null,
	info: null,
	networks: null,
	volumes: null,
	imageList: null,
	plugins: null,
	swarm: null,
	diskUsage: null,
};

/** What judging a container needs from the engine; each part is used as it arrives, so Podman's slow `/info` delays nothing. */
export async function fetchRequired(
	reader: EngineReader,
	signal: AbortSignal,
	take: (part: Partial<EngineAnswers>) => void,
): Promise<void> {
	await Promise.all([
		answerOrReason('engine:/version', reader.version(signal)).then(version => take({version})),
		answerOrReason('engine:/info', reader.info(signal)).then(info => take({info})),
		answerOrReason('engine:/networks', reader.networks(signal)).then(networks => take({networks})),
		answerOrReason('engine:/volumes', reader.volumes(signal)).then(volumes => take({volumes})),
	]);
}

/** What only the engine's own checks need. */
export async function fetchOptional(
	reader: EngineReader,
	info: EngineInfo | null,
	signal: AbortSignal,
	take: (part: Partial<EngineAnswers>) => void,
): Promise<void> {
	const isManager = info?.Swarm?.ControlAvailable === true;
	await Promise.all([
		answerOrReason('engine:/images', reader.images(signal)).then(imageList => take({imageList})),
		answerOrReason('engine:/plugins', reader.plugins(signal)).then(plugins => take({plugins})),
		answerOrReason('engine:/system/df', reader.diskUsage(signal)).then(diskUsage => take({diskUsage})),
		...(isManager ? [answerOrReason('engine:/swarm', reader.swarm(signal)).then(swarm => take({swarm}))] : []),
	]);
}

/** Refused requests and unreadable rows, for the list of blind spots. */
export function unseenParts(answers: EngineAnswers): BlindSpot[] {
	return [
		...Object.values(answers).flatMap(part => (part === null || part.known ? [] : [part.reason])),
		...(answers.networks?.known ? malformedRows('engine:/networks', answers.networks.value) : []),
		...(answers.volumes?.known ? malformedRows('engine:/volumes', answers.volumes.value) : []),
	];
}
