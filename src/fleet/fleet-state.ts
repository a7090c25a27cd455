import type {BlindSpot, ContainerInspect, HistoryRow, ImageInspect, Known} from '../answers/index.js';
import type {Account, ContainerFacts, HostFacts, ImageScan, OperatingSystem} from '../facts/index.js';
import type {Policy} from '../policy/policy.js';
import type {SafeText} from '../terminal/safe-text.js';
import {type ContainerRecord, imageOf} from './container-record.js';
import {type EngineAnswers, nothingAnswered} from './engine-answers.js';
import type {Connection} from './fleet-model.js';

export type ImageRecord = {
	readonly inspect: ImageInspect;
	readonly history?: Known<readonly HistoryRow[]>;
	readonly os?: Known<OperatingSystem>;
	readonly accounts?: Known<readonly Account[]>;
	readonly setuidFiles?: Known<readonly SafeText[]>;
};

/** What is known at this moment: answers as they came, and what was made of them. */
export type FleetState = {
	connection: Connection;
	engineAnswers: EngineAnswers;
	/** `null` until it is proven, or disproven, that the engine runs on this machine. */
	local: boolean | null;
	host: HostFacts | null;
	/** Real paths of symlinked bind sources, of a local engine. */
	readonly realPaths: Map<string, string | null>;
	policy: Policy;
	/** In the order of the list. */
	readonly records: Map<string, ContainerRecord>;
	readonly inspects: Map<string, ContainerInspect>;
	readonly facts: Map<string, ContainerFacts>;
	/** By the id that containers give. */
	readonly images: Map<string, ImageRecord>;
	/** What kept scans say, by image; apart from the answers, since it comes from elsewhere and may come first. */
	readonly scans: Map<string, Known<ImageScan>>;
	/** Events that were refused, images that could not be read. */
	readonly blindSpots: Map<string, BlindSpot>;
	complete: boolean;
	/** See `FleetModel.settled`. */
	settled: boolean;
};

export function emptyState(policy: Policy): FleetState {
	return {
		connection: {state: 'connecting'},
		engineAnswers: nothingAnswered,
		local: null,
		host: null,
		realPaths: new Map(),
		policy,
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
