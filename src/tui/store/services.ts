import type {ContainerStats, EngineFacts, ImageScan, Known, LogRequest, RawLogLine, SafeText} from '../../base/index.js';
import type {Hardener} from '../../fix/index.js';
import type {AssessedContainer, Fleet, Policy} from '../../judge/index.js';
import type {EngineChoice, WorseThan} from '../pages/page-state.js';
import type {ScanResults} from '../pages/scan-results.js';
import type {HistoryService} from './history.js';

export type WaiverRequest = {
	readonly rule: string;
	readonly container: SafeText;
	readonly reason: string;
	/** `YYYY-MM-DD`; `null`: no end. */
	readonly expires: string | null;
};

export type Copied =
	| {readonly how: 'clipboard'; readonly bytes: number}
	| {readonly how: 'file'; readonly path: SafeText; readonly why: SafeText};

/** The scans of this run: cached reports, a queue, one scan at a time. */
export type ScanService = ScanResults & {
	/** Reads the cached reports of an image, once. A tally needs no request to the engine; a page does. */
	lookUp(imageId: string, depth: 'tally' | 'page'): void;
	/** Compares the packages of a container with those of its image, once. */
	lookUpDrift(containerId: string, imageId: string): void;
	/** What rules and risk derive from the scans; the same object until it changes, `null` while nothing is known. */
	facts(imageId: string): Known<ImageScan> | null;
	/** Requests scans; without `again`, images with a fresh cached report are skipped. Results are announced through `subscribe`. */
	scan(imageIds: readonly string[], again: boolean): void;
	/** Scans images again after their missing advisories were downloaded, or by asking api.osv.dev from now on. */
	supply(imageIds: readonly string[], how: 'download' | 'online'): void;
	cancel(): void;
	/** Cancels, and no longer watches what is stored. */
	close(): void;
	/** Passes the id of the image, or of the container, that has changed. */
	subscribe(listener: (id: string) => void): () => void;
};

/** The saved baseline of the engine, and what was recorded a day ago. */
export type EarlierMoments = {
	/** The earlier moments than which a container is worse; none, or what is not known, is an empty list. */
	worseThan(container: AssessedContainer): readonly WorseThan[];
	/** When the baseline was saved, `2026-11-28 10:15Z`; `null`: there is none. */
	readonly baselineOf: SafeText | null;
};

export type BaselineService = {
	/** Reads what there is to compare with. */
	load(engine: EngineFacts | null): Promise<EarlierMoments>;
	/** Judges everything as the audit does and saves it; resolves with what was saved where. */
	save(): Promise<SafeText>;
};

/** `missing`: parts that could not be read. */
export type FrozenFile = {readonly path: SafeText; readonly missing: number};

export type FreezeOptions = {
	/** Named in its reports; `null`: the built-in one. */
	readonly policy: Policy | null;
	readonly signal: AbortSignal;
	/** Called with what is read next. */
	readonly onStep: (what: SafeText) => void;
};

/** Everything outside the store that it uses; a service that is `null` is not available in this run, and the screen says so. */
export type Services = {
	readonly fleet: Fleet;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	readonly copy: (text: SafeText) => Promise<Copied>;
	/** Writes a file that only its owner can read; returns its path. */
	readonly save: (text: SafeText) => Promise<SafeText>;
	readonly stats: ((id: string, signal: AbortSignal) => Promise<ContainerStats>) | null;
	/** See `readLog` of the engine room. */
	readonly readLog:
		| ((request: LogRequest, onLines: (lines: readonly RawLogLine[]) => void, signal: AbortSignal) => Promise<void>)
		| null;
	/** Writes what is known of a container to a file in the working directory, and resolves with its path. */
	readonly freeze: ((id: string, how: FreezeOptions) => Promise<FrozenFile>) | null;
	readonly policy: Policy | null;
	/** Resolves with the new policy and where it was written. */
	readonly writeWaiver: ((waiver: WaiverRequest) => Promise<{readonly policy: Policy; readonly where: SafeText}>) | null;
	/** `null` for a recorded fleet. */
	readonly baseline: BaselineService | null;
	readonly loadScans: (() => Promise<ScanService>) | null;
	readonly loadHardener: (() => Promise<Hardener>) | null;
	/** To be called once the fleet is loaded. */
	readonly loadHistory: (() => Promise<HistoryService>) | null;
	/** The engines to choose from; `null` for a recorded fleet. */
	readonly listEngines: (() => Promise<readonly EngineChoice[]>) | null;
	/** Switches to the engine of that Docker context, `null` for the one named by its address. */
	readonly openEngine: (context: string | null) => void;
	/** Retries after the engine could not be reached. */
	readonly retry: () => void;
	/** Opens the bundled demo fleet instead; `null` if not available. */
	readonly demo: (() => void) | null;
	readonly quit: (status: number) => void;
	/** Whether the terminal reports clicks and the wheel. */
	readonly setMouse: (on: boolean) => void;
	readonly redraw: () => void;
	/** Hands the terminal back to the shell until the program is continued. */
	readonly suspend: () => void;
};
