import type {EngineReader, HostAccess, SafeText} from '../base/index.js';
import type {MissingArchive} from './advisories/missing-archive.js';
import type {ScanReport} from './report.js';

export const scannerNames = [
	'trivy',
	'grype',
	'clair',
	'anchore',
	'twistcli',
	'aqua',
	'osv-scanner',
	'trivy-container',
	'basic',
] as const;
export type ScannerName = (typeof scannerNames)[number];

/** What a scanner may know about this machine. Everything that differs between machines and tests is in here. */
export type ScanEnvironment = {
	/** Environment variables; credentials are read only from here. */
	readonly variables: Readonly<Record<string, string | undefined>>;
	readonly engine: EngineReader | null;
	/** The machine of the engine, where that is this one. */
	readonly host?: Pick<HostAccess, 'ask'> | null;
	/** `DOCKER_HOST` for a scanner's own connection to the engine; `null`: its default. */
	readonly dockerHost: string | null;
	/** `$XDG_CACHE_HOME/dockscope`; `null`: nothing is cached. */
	readonly cacheDirectory: string | null;
};

/** What `doctor` shows of a scanner. */
export type ScannerDetection = {
	readonly name: ScannerName;
	readonly available: boolean;
	/** It is a release that an attacker published. */
	readonly malicious?: true;
	readonly version: SafeText | null;
	/** `binary`, `server`, `container`, `http`, `embedded`. */
	readonly mode: SafeText;
	/** Path of the program or address of the service; never with credentials. */
	readonly where: SafeText | null;
	/** Why it cannot be used, or what it does not support here. */
	readonly note: SafeText | null;
};

export type ScanTarget = {
	/** As typed: `nginx:1.27`. */
	readonly image: SafeText;
	/** Passed to the engine: the image's id if known. */
	readonly reference: string;
	/** `sha256:…` */
	readonly id: string | null;
	/** Its other tags, and names with a digest. */
	readonly alsoKnownAs?: readonly string[];
	/** Names of the containers that use it. */
	readonly containers: readonly SafeText[];
	/** A container whose files may be read instead of exporting the image. */
	readonly containerId: string | null;
	/** The container that was asked for, if it was not the image: its names, and its Compose service as a policy may name it. */
	readonly asked?: {readonly names: readonly string[]; readonly services: readonly string[]};
	/** Whether the packages of that container are known to be those of the image. */
	readonly asImage?: boolean;
};

export type ScanContext = {
	readonly environment: ScanEnvironment;
	readonly signal: AbortSignal;
	/** A folder for this scan, removed afterwards. */
	readonly scratch: string;
	readonly timeLimitMs: number;
	readonly sizeLimit: number;
	/** Bytes that must stay free where `scratch` is; default 64 MB. */
	readonly leastFree?: number;
	readonly graceMs: number;
	readonly onPhase: (phase: SafeText) => void;
	readonly now: () => Date;
	/** An inventory of the image as CycloneDX, for scanners that accept it instead of the image. */
	readonly sbom: string | null;
	/** Whether the basic scanner may send the list of packages to api.osv.dev. */
	readonly online: boolean;
	/** Called by the basic scanner when packages of the image are not judged because their ecosystem's archive is not stored here. */
	readonly onMissing?: ((missing: readonly MissingArchive[]) => void) | undefined;
};

export type Scanner = {
	readonly name: ScannerName;
	readonly label: SafeText;
	detect(environment: ScanEnvironment, signal: AbortSignal): Promise<ScannerDetection>;
	/** @throws ScanError */
	scan(target: ScanTarget, detection: ScannerDetection, context: ScanContext): Promise<ScanReport>;
	/** True when `context.sbom` can be scanned instead of the image. */
	readonly takesSbom: boolean;
	/** What it looks for (`vuln`, `secret`…), where the user can choose; absent: always the same. */
	examines?(environment: ScanEnvironment): readonly string[];
	/** Date of the current database, if it can be found without a scan; RFC 3339. */
	databaseDate?(environment: ScanEnvironment): Promise<SafeText | null>;
	/** When the current data were installed here; earlier scans are out of date. */
	dataSince?(environment: ScanEnvironment): Promise<Date | null>;
};
