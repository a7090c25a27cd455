import type {ContainerStats, Known} from '../answers/index.js';
import type {ImageScan} from '../facts/index.js';
import type {Fleet} from '../fleet/fleet-model.js';
import type {Hardener} from '../hardening/hardener.js';
import type {EngineChoice} from '../pages/page-state.js';
import type {ScanResults} from '../pages/scan-results.js';
import type {Policy} from '../policy/policy.js';
import type {SafeText} from '../terminal/safe-text.js';

export type WaiverRequest = {
	readonly rule: string;
	/** Name of the container. */
	readonly container: SafeText;
	readonly reason: string;
	/** `YYYY-MM-DD`; `null`: no end. */
	readonly expires: string | null;
};

/** What happened to a text that was to be copied. */
export type Copied =
	| {readonly how: 'clipboard'; readonly bytes: number}
	| {readonly how: 'file'; readonly path: SafeText; readonly why: SafeText};

/** The scans of this run: reports that were kept, a queue, one scan at a time. */
export type ScanService = ScanResults & {
	/** Has what was kept of an image be read, once. Its tally needs nothing of the engine; its page does. */
	lookUp(imageId: string, depth: 'tally' | 'page'): void;
	/** Has the packages of a container be compared with those of its image, once. */
	lookUpDrift(containerId: string, imageId: string): void;
	/** What rules and risk make of the scans; the same object until it changes, `null` while nothing is known. */
	facts(imageId: string): Known<ImageScan> | null;
	/** Asks for scans; without `again`, images of which a fresh report is kept are passed over; the answer comes through `subscribe`. */
	scan(imageIds: readonly string[], again: boolean): void;
	cancel(): void;
	/** Gives the id of the image, or of the container, about which there is news. */
	subscribe(listener: (id: string) => void): () => void;
};

/** Everything that the store reaches outside of itself; what is `null` is not part of this run, and the screen says so. */
export type Services = {
	readonly fleet: Fleet;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	readonly copy: (text: SafeText) => Promise<Copied>;
	/** Writes a file that only its owner can read; gives its path. */
	readonly save: (text: SafeText) => Promise<SafeText>;
	readonly stats: ((id: string, signal: AbortSignal) => Promise<ContainerStats>) | null;
	/** In force when the inspector begins. */
	readonly policy: Policy | null;
	/** Resolves with the policy that holds from then on, and where it was written. */
	readonly writeWaiver: ((waiver: WaiverRequest) => Promise<{readonly policy: Policy; readonly where: SafeText}>) | null;
	readonly loadScans: (() => Promise<ScanService>) | null;
	readonly loadHardener: (() => Promise<Hardener>) | null;
	/** The engines to choose from; `null` for a recorded fleet. */
	readonly listEngines: (() => Promise<readonly EngineChoice[]>) | null;
	/** Shows the engine of that Docker context instead, `null` the one that was named by its address. */
	readonly openEngine: (context: string | null) => void;
	/** Tries the engine again after it could not be reached. */
	readonly retry: () => void;
	/** Opens the bundled fleet instead; `null` where there is none. */
	readonly demo: (() => void) | null;
	readonly quit: (status: number) => void;
	/** Repaints the whole screen. */
	readonly redraw: () => void;
	/** Hands the terminal back to the shell until it is continued. */
	readonly suspend: () => void;
};
