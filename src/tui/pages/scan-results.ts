import type {ImageScan, Known, SafeText} from '../../base/index.js';
import type {KeptScan, PackageDifference, ScanFailure, Tally} from '../../scan/index.js';

/** What is known of the vulnerabilities of one image. */
export type ImageScanStatus = {
	/** The good reports, folded into one. */
	readonly kept: KeptScan | null;
	/** What rules and risk make of them. */
	readonly facts: Known<ImageScan> | null;
	/** Being scanned, or waiting: `ahead` scans come before it. */
	readonly progress: {readonly phase: SafeText; readonly since: number; readonly ahead: number} | null;
	/** Why the last scan gave nothing. */
	readonly failure: ScanFailure | null;
	/** Advisories that the last scan took and that are not stored here. */
	readonly missing: MissingAdvisories | null;
};

export type MissingAdvisories = {
	/** Their ecosystems; bytes, `null` when the source does not report them. */
	readonly archives: readonly {readonly name: SafeText; readonly size: number | null}[];
	readonly from: SafeText;
	/** Why the source cannot be used; `null` when it answers. */
	readonly unreachable: SafeText | null;
};

/** The scan that runs now, of those requested. */
export type RunningScan = {
	readonly image: string;
	/** Of `of`, beginning at 1. */
	readonly number: number;
	readonly of: number;
	readonly phase: SafeText;
};

/** Where a container no longer has its image's packages. */
export type PackageDrift = {
	readonly paths: readonly SafeText[];
	/** `null` while the two are compared, and when that failed. */
	readonly difference: PackageDifference | null;
	/** Why they could not be compared. */
	readonly problem: SafeText | null;
};

/** What scans have found so far. Reading starts nothing; the state's `scanRound` moves on when any of it changes. */
export type ScanResults = {
	/** Whether images can be scanned; a recorded fleet shows what was kept when it was recorded. */
	readonly live: boolean;
	/** `C2 H5`, `-` clean, `?` not scanned, `~` before a stale one, `?` before one of part of the image (`partial`: none found), by image id. */
	tally(imageId: string): SafeText;
	/** The vulnerabilities behind it; `null` where no scan judged the image. */
	counts(imageId: string): Tally | null;
	/** `null` while nothing is known. */
	image(imageId: string): ImageScanStatus | null;
	/** `null` when none runs. */
	running(): RunningScan | null;
	/** In which packages a container differs from its image; `null` while nothing is known. */
	drift(containerId: string): PackageDrift | null;
};
