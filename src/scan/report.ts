import type {SafeText} from '../base/index.js';
import type {CoveragePart, ScanState} from './coverage.js';
import type {ScanFailure} from './failure.js';

/** Worst first. `unknown` is separate: no severity is not "low". */
export const scanSeverities = ['critical', 'high', 'medium', 'low', 'unknown'] as const;
export type ScanSeverity = (typeof scanSeverities)[number];

/** Negative when `a` is worse than `b`; for `sort`. */
export const byScanSeverity = (a: ScanSeverity, b: ScanSeverity): number => scanSeverities.indexOf(a) - scanSeverities.indexOf(b);

export type CvssScore = {
	/** Source of the score: `nvd`, `ghsa`, `redhat`. */
	readonly source: SafeText | null;
	/** `2.0`, `3.1`, `4.0`. */
	readonly version: SafeText | null;
	readonly vector: SafeText | null;
	/** 0.0 to 10.0. */
	readonly score: number | null;
};

export type VulnerablePackage = {
	readonly name: SafeText;
	readonly version: SafeText | null;
	/** Short name of the ecosystem: `deb`, `apk`, `rpm`, `npm`, `pypi`… as in package URLs. */
	readonly type: SafeText | null;
	readonly purl: SafeText | null;
	/** File in the image where the package was found; `null` for packages of the operating system's database. */
	readonly path: SafeText | null;
};

export type AvailableFix = {
	readonly state: 'fixed' | 'not-fixed' | 'wont-fix' | 'unknown';
	/** Versions with the fix, as given by the scanner; empty unless `fixed`. */
	readonly versions: readonly SafeText[];
};

/** Whether a live process has a file of the package mapped as code. Never "not affected". */
export type Loaded = 'loaded' | 'on-disk' | 'unknown';

/** One vulnerability in one package at one location. What the scanner did not report is `null`. */
export type Vulnerability = {
	/** The CVE if there is one, else the advisory's own id. */
	readonly id: SafeText;
	readonly aliases: readonly SafeText[];
	readonly title: SafeText | null;
	readonly description: SafeText | null;
	readonly package: VulnerablePackage;
	/** Digest of the layer that added the package (the diff id if the scanner knows it). */
	readonly layer: SafeText | null;
	readonly severity: ScanSeverity;
	/** The scanner's own word. */
	readonly severityRaw: SafeText | null;
	readonly cvss: readonly CvssScore[];
	readonly fix: AvailableFix;
	/** Probability and percentile, 0 to 1 (FIRST EPSS). */
	readonly epss: {readonly score: number; readonly percentile: number | null} | null;
	/** In CISA's catalogue of known exploited vulnerabilities; `null` when not checked. */
	readonly kev: boolean | null;
	readonly loaded: Loaded;
	/** Why `loaded` is unknown; `null` otherwise. */
	readonly loadedReason: SafeText | null;
	/** Whether the container is published beyond its host, whatever the firewall does; `null` without a container. */
	readonly exposed: boolean | null;
	/** VEX or the scanner's own status: `affected`, `will_not_fix`, `under_investigation`… */
	readonly status: SafeText | null;
	readonly url: SafeText | null;
	/** RFC 3339 or a date. */
	readonly publishedAt: SafeText | null;
	readonly sources: readonly SafeText[];
	/** What scanners disagree on; empty for one scanner. */
	readonly disagreements: readonly Disagreement[];
};

export type Disagreement = {
	readonly about: 'severity' | 'fix';
	readonly says: readonly {readonly source: SafeText; readonly value: SafeText}[];
};

/** A secret in a layer; its value is never stored. */
export type LayerSecret = {
	readonly rule: SafeText;
	readonly title: SafeText;
	readonly severity: ScanSeverity;
	readonly path: SafeText;
	readonly line: number | null;
	readonly layer: SafeText | null;
};

export type Misconfiguration = {
	readonly id: SafeText;
	readonly title: SafeText;
	readonly severity: ScanSeverity;
	readonly target: SafeText | null;
	readonly message: SafeText | null;
	readonly remedy: SafeText | null;
	readonly url: SafeText | null;
};

/** A licence that a scanner reports for a package or a file. */
export type LicenceFinding = {
	/** SPDX id, or the scanner's own words. */
	readonly name: SafeText;
	readonly package: SafeText | null;
	readonly path: SafeText | null;
	readonly severity: ScanSeverity;
	/** The scanner's own class: `restricted`, `notice`… */
	readonly category: SafeText | null;
	readonly url: SafeText | null;
};

/** A finding of a code analyser. Its message is not stored: it can quote the code. */
export type CodeFinding = {
	readonly rule: SafeText;
	readonly title: SafeText;
	readonly severity: ScanSeverity;
	readonly path: SafeText | null;
	readonly line: number | null;
	readonly url: SafeText | null;
};

export type ScannerIdentity = {
	readonly name: SafeText;
	readonly version: SafeText | null;
	/** `binary`, `server`, `container`, `http`, `sbom`, `embedded`, `file`. */
	readonly mode: SafeText;
	/** `updatedAt`: RFC 3339; `null` when the scanner does not report the age of its data. */
	readonly database: {readonly updatedAt: SafeText | null};
	/** What it looked for, where that can be chosen: `vuln`, `secret`, `misconfig`, `license`. */
	readonly examined?: readonly SafeText[];
};

export type ScanReport = {
	readonly target: {readonly image: SafeText; readonly id: string | null; readonly containers: readonly SafeText[]};
	readonly scanner: ScannerIdentity;
	readonly state: ScanState;
	/** What was catalogued and judged, by ecosystem and release; empty: nothing is known of it. */
	readonly coverage: readonly CoveragePart[];
	/** What hides findings: `severity: only HIGH, CRITICAL (TRIVY_SEVERITY)`. A filtered report is never kept as the image's scan. */
	readonly filters: readonly SafeText[];
	/** Why `not-scanned`, and what else the scan says about itself. */
	readonly notes: readonly SafeText[];
	/** RFC 3339. */
	readonly scannedAt: string;
	/** How many packages were scanned; `null` when the scanner does not report it. */
	readonly packages: number | null;
	readonly vulnerabilities: readonly Vulnerability[];
	readonly secrets: readonly LayerSecret[];
	readonly misconfigurations: readonly Misconfiguration[];
	readonly licences: readonly LicenceFinding[];
	readonly codeFindings: readonly CodeFinding[];
	readonly error: ScanFailure | null;
};

/** What a parser finds in a report; the rows are lazy, so that a large report can be read in slices. */
export type ParsedReport = {
	readonly scannerName?: SafeText | null;
	readonly scannerVersion?: SafeText | null;
	readonly databaseUpdatedAt?: SafeText | null;
	readonly packages: number | null;
	readonly coverage?: readonly CoveragePart[];
	readonly filters?: readonly SafeText[];
	readonly notes?: readonly SafeText[];
	/** Vulnerabilities by the report's own count, where it has one: a report that counts some and lists none is cut. */
	readonly counted?: number | null;
	/** Why the report itself says that it is incomplete: without findings it then proves nothing, with some it is partial. */
	readonly unjudged?: SafeText | null;
	readonly vulnerabilities: Iterable<Vulnerability>;
	readonly secrets?: readonly LayerSecret[];
	readonly misconfigurations?: readonly Misconfiguration[];
	readonly licences?: readonly LicenceFinding[];
	readonly codeFindings?: readonly CodeFinding[];
};

export type Tally = Readonly<Record<ScanSeverity, number>>;

export function tally(vulnerabilities: Iterable<Pick<Vulnerability, 'severity'>>): Tally {
	const sum = {critical: 0, high: 0, medium: 0, low: 0, unknown: 0};
	for (const {severity} of vulnerabilities) sum[severity] += 1;
	return sum;
}
