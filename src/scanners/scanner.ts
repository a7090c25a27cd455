import type {EngineReader} from '../engine/engine-reader.js';
import type {SafeText} from '../terminal/safe-text.js';
import type {ScanReport} from './report.js';

export const scannerNames = [
	'trivy',
	'grype',
	'scout',
	'clair',
	'anchore',
	'twistcli',
	'aqua',
	'snyk',
	'osv-scanner',
	'trivy-container',
	'basic',
] as const;
export type ScannerName = (typeof scannerNames)[number];

/** What a scanner may know of this machine. Everything that differs between machines and tests comes from here. */
export type ScanEnvironment = {
	/** Environment variables; credentials are read from here and nowhere else. */
	readonly variables: Readonly<Record<string, string | undefined>>;
	readonly engine: EngineReader | null;
	/** `DOCKER_HOST` for a scanner's own connection to the engine; `null`: its default. */
	readonly dockerHost: string | null;
	/** `$XDG_CACHE_HOME/dockscope`; `null`: nothing is kept. */
	readonly cacheDirectory: string | null;
};

/** What `doctor` shows of a scanner. */
export type Detection = {
	readonly name: ScannerName;
	readonly available: boolean;
	readonly version: SafeText | null;
	/** `binary`, `server`, `container`, `http`, `embedded`. */
	readonly mode: SafeText;
	/** Path of the program or address of the service; never a credential. */
	readonly where: SafeText | null;
	/** Why it cannot be used, or what it cannot do here. */
	readonly note: SafeText | null;
};

export type ScanTarget = {
	/** As typed: `nginx:1.27`. */
	readonly image: SafeText;
	/** What the engine is asked for: the image's id where it is known. */
	readonly reference: string;
	/** `sha256:…` */
	readonly id: string | null;
	/** Its other tags, and its names with a digest. */
	readonly alsoKnownAs?: readonly string[];
	/** Names of the containers made from it. */
	readonly containers: readonly SafeText[];
	/** A container whose files may be read instead of exporting the image. */
	readonly containerId: string | null;
};

export type ScanContext = {
	readonly environment: ScanEnvironment;
	readonly signal: AbortSignal;
	/** A folder of this scan's own, removed afterwards. */
	readonly scratch: string;
	readonly timeLimitMs: number;
	readonly sizeLimit: number;
	/** Bytes that must stay free where `scratch` is; default 64 MB. */
	readonly leastFree?: number;
	readonly graceMs: number;
	readonly onPhase: (phase: SafeText) => void;
	readonly now: () => Date;
	/** An inventory of the image as CycloneDX, for scanners that can take it instead of the image. */
	readonly sbom: string | null;
	/** Whether the basic scanner may send the list of packages to api.osv.dev. */
	readonly online: boolean;
};

export type Scanner = {
	readonly name: ScannerName;
	readonly label: SafeText;
	detect(environment: ScanEnvironment, signal: AbortSignal): Promise<Detection>;
	/** @throws ScanError */
	scan(target: ScanTarget, detection: Detection, context: ScanContext): Promise<ScanReport>;
	/** True when `context.sbom` can be scanned instead of the image. */
	readonly takesSbom: boolean;
	/** Date of the database that a scan would use now, where that can be told without a scan; RFC 3339. */
	databaseDate?(environment: ScanEnvironment): Promise<SafeText | null>;
	/** Since when the data lie here that a scan would use now; what was scanned before is out of date. */
	dataSince?(environment: ScanEnvironment): Promise<Date | null>;
};
