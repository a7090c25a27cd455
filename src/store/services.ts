import type {ContainerStats, Known} from '../answers/index.js';
import type {ImageScan as ImageScanFacts} from '../facts/index.js';
import type {Fleet} from '../fleet/fleet-model.js';
import type {Hardener} from '../hardening/hardener.js';
import type {Policy} from '../policy/policy.js';
import type {Rule} from '../rules/rule.js';
import type {ScanFailure} from '../scanners/failure.js';
import type {PackageDifference} from '../scanners/inventory/package-difference.js';
import type {KeptScan} from '../scanners/kept-scan.js';
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

/** An engine that may be opened in the place of this one. */
export type EngineChoice = {
	/** Of the Docker context, as it is; `null`: the command line or the environment names the engine by its address. */
	readonly name: string | null;
	readonly shown: SafeText;
	/** Or why there is none. */
	readonly address: SafeText;
	/** It is the one that is shown now. */
	readonly open: boolean;
};

/** What is known of the vulnerabilities of one image. */
export type ImageScan = {
	/** The good reports, folded into one. */
	readonly kept: KeptScan | null;
	/** What rules and risk make of them. */
	readonly facts: Known<ImageScanFacts> | null;
	/** Being scanned, or waiting: `ahead` scans come before it. */
	readonly progress: {readonly phase: SafeText; readonly since: number; readonly ahead: number} | null;
	/** Why the last scan gave nothing. */
	readonly failure: ScanFailure | null;
};

/** Where a container no longer has its image's packages. */
export type PackageDrift = {
	readonly paths: readonly SafeText[];
	/** `null` while the two are compared, and when that failed. */
	readonly difference: PackageDifference | null;
	/** Why they could not be compared. */
	readonly problem: SafeText | null;
};

/** The scans of this run: reports that were kept, a queue, one scan at a time. */
export type ScanService = {
	/** Whether images can be scanned; a recorded fleet shows what was kept when it was recorded. */
	readonly live: boolean;
	/** `C2 H5`, `-` clean, `?` not scanned, `~` before a stale one, by image id. */
	tally(imageId: string): SafeText;
	/** `null` while nothing is known; asking makes what was kept be read. */
	image(imageId: string): ImageScan | null;
	/** The same for rules and risk; the same object until it changes, `null` while nothing is known. Asks for nothing. */
	facts(imageId: string): Known<ImageScanFacts> | null;
	/** Asks for scans; without `again`, images of which a fresh report is kept are passed over; the answer comes through `subscribe`. */
	scan(imageIds: readonly string[], again: boolean): void;
	/** In which packages a container differs from its image; asked of the engine once, `null` until it has answered. */
	drift(containerId: string, imageId: string): PackageDrift | null;
	cancel(): void;
	/** Tells the id of the image, or of the container, about which there is news. */
	subscribe(listener: (id: string) => void): () => void;
};

/** Everything that the store reaches outside of itself; what is `null` is not part of this run, and the screen says so. */
export type Services = {
	readonly fleet: Fleet;
	/** Milliseconds since the epoch. */
	readonly now: () => number;
	readonly findRule: (slug: string) => Rule | undefined;
	readonly copy: (text: SafeText) => Promise<Copied>;
	/** Writes a file that its owner alone can read; gives its path. */
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
	/** Paints the whole screen anew. */
	readonly redraw: () => void;
	/** Hands the terminal back to the shell until it is continued. */
	readonly suspend: () => void;
};
