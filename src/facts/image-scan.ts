import type {SafeText} from '../terminal/safe-text.js';

/** A vulnerability that somebody can mend today: critical or high, with a fixed version. */
export type FixableVulnerability = {
	/** The CVE where there is one. */
	readonly id: SafeText;
	readonly aliases: readonly SafeText[];
	readonly severity: 'critical' | 'high';
	readonly package: SafeText;
	readonly installed: SafeText | null;
	readonly fixedIn: SafeText;
	/** Whether a live process of a container of this image holds it as code. */
	readonly loaded: 'loaded' | 'on-disk' | 'unknown';
	/** In CISA's list of known exploited vulnerabilities. */
	readonly exploited: boolean;
};

/** What the newest kept scan says of an image, as far as rules ask; what an ignore or VEX file answers is left out. */
export type ImageScan = {
	readonly scanner: SafeText;
	/** RFC 3339. */
	readonly scannedAt: string;
	/** RFC 3339, or whatever the scanner calls the state of its data; `null` where it does not tell. */
	readonly databaseUpdatedAt: SafeText | null;
	/** How many packages were looked at; `null` when the scanner does not say. */
	readonly packages: number | null;
	/** All vulnerabilities, with a fix or without. */
	readonly found: number;
	/** Most urgent first. */
	readonly fixable: readonly FixableVulnerability[];
};
