import type {
	Account,
	BlindSpot,
	ContainerFacts,
	ContainerInspect,
	EngineReader,
	FileCapability,
	HostFacts,
	ImageHistoryRow,
	ImageIdentity,
	ImageInspect,
	ImageScan,
	Known,
	MountedSource,
	OperatingSystem,
	SafeText,
} from '../../base/index.js';
import type {Policy} from '../policy/policy.js';
import {type ContainerRecord, imageOf} from './container-record.js';
import {type EngineAnswers, nothingAnswered} from './engine-answers.js';
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
