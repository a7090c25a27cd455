import type {SafeText} from '../text/safe-text.js';

/** A vulnerability that can be fixed today: critical or high, with a fixed version. */
export type FixableVulnerability = {
	/** The CVE where there is one. */
	readonly id: SafeText;
	readonly aliases: readonly SafeText[];
	readonly severity: 'critical' | 'high';
	readonly package: SafeText;
	readonly installed: SafeText | null;
	readonly fixedIn: SafeText;
	/** Whether a running process of a container of this image has it loaded as code. */
	readonly loaded: 'loaded' | 'on-disk' | 'unknown';
	/** In CISA's catalogue of known exploited vulnerabilities. */
	readonly exploited: boolean;
};

/** What the newest stored scan says about an image, as far as rules need it; vulnerabilities that an ignore or VEX file covers are omitted. */
export type ImageScan = {
	readonly scanner: SafeText;
	/** RFC 3339. */
	readonly scannedAt: string;
	/** RFC 3339, or the scanner's own name for the state of its database; `null` when it is not reported. */
	readonly databaseUpdatedAt: SafeText | null;
	/** How many packages were scanned; `null` when the scanner does not report it. */
	readonly packages: number | null;
	/** Why the scan does not show that the rest is clean: what was not judged, or is hidden; `null` when all was judged. */
	readonly incomplete: SafeText | null;
	/** All vulnerabilities, fixable or not. */
	readonly found: number;
	/** Most urgent first. */
	readonly fixable: readonly FixableVulnerability[];
};
