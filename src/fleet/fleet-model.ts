import type {BlindSpot, ContainerRow} from '../answers/index.js';
import type {EngineFacts, HostFacts, ImageFacts} from '../facts/index.js';
import type {AssessedContainer} from '../risk/assessment.js';
import type {Verdict} from '../rules/verdict.js';
import type {SafeText} from '../terminal/safe-text.js';

/** A container of the list: `assessed` is `null` until its inspect has answered. */
export type FleetEntry = {
	readonly id: string;
	readonly name: SafeText;
	readonly image: SafeText;
	readonly state: string;
	/** Milliseconds since the epoch at which it was last seen to change; 0 when never. */
	readonly changedAt: number;
	readonly row: ContainerRow | null;
	readonly assessed: AssessedContainer | null;
	/** Why it could not be inspected. */
	readonly failed: BlindSpot | null;
};

export type Connection =
	| {readonly state: 'connecting'}
	| {readonly state: 'connected'}
	| {readonly state: 'lost'; readonly message: SafeText /** Milliseconds until the next try. */; readonly retryIn: number}
	| {readonly state: 'replayed'};

/** The whole picture at one moment; immutable, an entry that did not change is the same object. */
export type FleetModel = {
	readonly connection: Connection;
	readonly engine: EngineFacts | null;
	readonly host: HostFacts | null;
	readonly images: ReadonlyMap<string, ImageFacts>;
	/** In stable order. */
	readonly entries: readonly FleetEntry[];
	/** Verdicts on engine, host, swarm and images. */
	readonly verdicts: readonly Verdict[];
	readonly blindSpots: readonly BlindSpot[];
	/** Containers that were listed, and those assessed so far. */
	readonly loading: {readonly done: number; readonly total: number; readonly complete: boolean};
};
