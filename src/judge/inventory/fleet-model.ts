import type {
	BlindSpot,
	ContainerInspect,
	ContainerRow,
	EngineEvent,
	EngineFacts,
	HostFacts,
	ImageFacts,
	ImageScan,
	Known,
	SafeText,
} from '../../base/index.js';
import type {Policy} from '../policy/policy.js';
import type {AssessedContainer} from '../risk/assessment.js';
import type {HiddenFindings, Verdict} from '../rules/verdict.js';

/** A container of the list: `assessed` is `null` until its inspect has answered. */
export type FleetEntry = {
	readonly id: string;
	readonly name: SafeText;
	readonly image: SafeText;
	readonly state: string;
	/** Milliseconds since the epoch of the last observed change; 0 for never. */
	readonly changedAt: number;
	readonly row: ContainerRow | null;
	readonly assessed: AssessedContainer | null;
	/** Why it could not be inspected. */
	readonly failed: BlindSpot | null;
};

export type EngineConnection =
	| {readonly state: 'connecting'}
	| {readonly state: 'connected'}
	| {
			readonly state: 'lost';
			readonly message: SafeText;
			/** The engine keeps its connections open but does not answer: stopped, or hanging. */
			readonly silent: boolean;
			/** Milliseconds until the next retry. */
			readonly retryIn: number;
	  }
	| {readonly state: 'replayed'};

/** The state of the whole fleet at one moment; immutable, and an unchanged entry is the same object. */
export type FleetModel = {
	readonly connection: EngineConnection;
	readonly engine: EngineFacts | null;
	readonly host: HostFacts | null;
	readonly images: ReadonlyMap<string, ImageFacts>;
	/** In stable order. */
	readonly entries: readonly FleetEntry[];
	/** Verdicts on engine, host, swarm and images. */
	readonly verdicts: readonly Verdict[];
	/** What the policy hides of these. */
	readonly hidden: HiddenFindings;
	readonly blindSpots: readonly BlindSpot[];
	/** The number of listed containers, and of those assessed so far. */
	readonly loading: {readonly done: number; readonly total: number; readonly complete: boolean};
	/** Conclusions from other containers, images and host are known too: from now on only events change anything. */
	readonly settled: boolean;
};

/** Evidence that is fetched on demand, one container at a time (architecture, law 6). */
export type OnDemand =
	| 'processes'
	| 'changes'
	| 'execs'
	| 'image'
	| 'history'
	| 'os'
	| 'accounts'
	| 'setuid'
	| 'files'
	| 'programs';

/** The live, or replayed, fleet. All state is in `model()`; listeners read it again. */
export type Fleet = {
	model(): FleetModel;
	/** Called after each change, at most about four times a second once loaded. Returns a function that unsubscribes. */
	subscribe(listener: () => void): () => void;
	/** Passes each event of the engine on, as it is followed anyway. Returns a function that unsubscribes. */
	subscribeEvents(listener: (event: EngineEvent) => void): () => void;
	/**
	 * Lists, inspects, judges, then follows events. Resolves when each container has been judged once; throws `EngineError` when
	 * the engine cannot be reached at all.
	 */
	start(): Promise<void>;
	/**
	 * Fetches more about one container and judges it again. A refused request becomes `unknown` with the reason.
	 *
	 * @param wanted  aborts the request when its answer is no longer needed; the container stays as it was
	 */
	ask(id: string, what: OnDemand, wanted?: AbortSignal): Promise<void>;
	/** Lists and inspects again what may have changed. */
	refresh(): Promise<void>;
	/** The container as it would be judged with another inspect, for the Fix page; `null` when it is gone. */
	assessHypothetical(id: string, inspect: ContainerInspect): AssessedContainer | null;
	/** Judges everything again with another policy. */
	usePolicy(policy: Policy): void;
	/**
	 * Adds scan results by image id, and judges these images and their containers again; resolves when that is done. Images that
	 * are not included keep their earlier results.
	 */
	applyScans(scans: ReadonlyMap<string, Known<ImageScan>>): Promise<void>;
	/** Closes streams, timers and sockets. */
	close(): void;
};
