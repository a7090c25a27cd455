import type {BlindSpot, ContainerInspect, ContainerRow, Known} from '../answers/index.js';
import type {EngineFacts, HostFacts, ImageFacts, ImageScan} from '../facts/index.js';
import type {Policy} from '../policy/policy.js';
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
	| {
			readonly state: 'lost';
			readonly message: SafeText;
			/** It keeps its connections and says nothing: stopped, or hanging. */
			readonly silent: boolean;
			/** Milliseconds until the next try. */
			readonly retryIn: number;
	  }
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
	/** What follows from neighbours, images and host is known too: from here on only events change anything. */
	readonly settled: boolean;
};

/** Evidence that is asked for on demand, one container at a time (architecture, law 6). */
export type OnDemand = 'processes' | 'changes' | 'execs' | 'image' | 'history' | 'os' | 'accounts' | 'setuid' | 'files';

/** The live, or replayed, fleet. All state is in `model()`; a listener reads it again. */
export type Fleet = {
	model(): FleetModel;
	/** Called after each change, at most some four times a second once loaded. Returns the way to stop. */
	subscribe(listener: () => void): () => void;
	/**
	 * Lists, inspects, judges, then follows the events. Resolves when each container has been judged once; throws `EngineError` when
	 * the engine cannot be reached at all.
	 */
	start(): Promise<void>;
	/**
	 * Asks the engine for more about one container and judges it again. What is refused becomes `unknown` with the reason.
	 *
	 * @param wanted  ends the question when its answer is not wanted any more; the container stays as it was
	 */
	ask(id: string, what: OnDemand, wanted?: AbortSignal): Promise<void>;
	/** Lists and inspects again what may have changed. */
	refresh(): Promise<void>;
	/** The container as it would be judged with another inspect, for the Fix page; `null` when it is gone. */
	assessHypothetical(id: string, inspect: ContainerInspect): AssessedContainer | null;
	/** Judges everything again by another policy. */
	usePolicy(policy: Policy): void;
	/**
	 * Adds what scans say of images, by image id, and judges these and their containers again; resolves when that is done. Images that
	 * are not named keep what was said of them before.
	 */
	applyScans(scans: ReadonlyMap<string, Known<ImageScan>>): Promise<void>;
	/** Ends streams, timers and sockets. */
	close(): void;
};
