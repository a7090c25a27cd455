import type {EngineReader, HostAccess, Severity} from '../../base/index.js';
import type {Policy} from '../../judge/index.js';
import type {ByteStream} from '../../scan/index.js';
import {optionTable} from '../options.js';

export const scanFormats = optionTable.format.choices.scan;
type ScanFormat = (typeof scanFormats)[number];

export type ScanOptions = {
	/** An image or a container; `null`: all images in use, or none with `importOsv`, `download` and `reports`. */
	readonly target: string | null;
	/** Connected by the caller, who closes it; `null` only with `importOsv` or `download`, for a snapshot and for `reports` without an engine. */
	readonly engine: EngineReader | null;
	/** `DOCKER_HOST` for the scanners; `null`: the reader's socket, or their default. */
	readonly dockerHost: string | null;
	readonly variables: Readonly<Record<string, string | undefined>>;
	/** `--scanner`, several for a consensus; empty: the best available. */
	readonly scanners: readonly string[];
	/** Whether `--trivy-scanners` was given; its value is in `variables`, as `TRIVY_SCANNERS`. */
	readonly choosesKinds: boolean;
	/** Scan even if there is a fresh cached report. */
	readonly fresh: boolean;
	readonly format: ScanFormat;
	readonly failOn: Severity | null;
	/** Secrets of that severity count too; any secret without `failOn`. */
	readonly failOnSecrets: boolean;
	/** Whether a scan of only part of the image can pass `failOn`. */
	readonly allowPartial: boolean;
	readonly onlyFixable: boolean;
	/** Omits packages that are known to be only on disk; unknown ones are kept. */
	readonly onlyLoaded: boolean;
	/** `--download-advisories`. */
	readonly download: {
		/** Empty: those of the target, else those that are stored, else all that the basic scan judges. */
		readonly ecosystems: readonly string[];
		/** Where to write them as one file instead of storing them; `null`: nowhere. */
		readonly save: string | null;
	} | null;
	/** Path of an OSV archive or a bundle to import. */
	readonly importOsv: string | null;
	readonly online: boolean;
	readonly epss: string | null;
	readonly kev: string | null;
	/** Whether exploitation feeds without a local file may be downloaded. */
	readonly downloadExploitation: boolean;
	/** Its vulnerability waivers apply, and the reports name it; `null`: none. */
	readonly policy: Policy | null;
	/** Reports of other programs, `-` for stdin: read instead of scanning, or in addition if `scanners` names one. */
	readonly reports: readonly string[];
	/** Cache the reports as scans of the image. */
	readonly keep: boolean;
	readonly stdin: ByteStream;
	/** VEX documents and ignore files. */
	readonly vex: readonly string[];
	/** Where to look for `.trivyignore`, `.trivyignore.yaml` and `.grype.yaml`; `null`: nowhere. */
	readonly workingDirectory: string | null;
	/** `null`: ten minutes. */
	readonly timeoutSeconds: number | null;
	/** This host, when the engine is on it; to see what live processes have loaded. */
	readonly host: Pick<HostAccess, 'ask'> | null;
	readonly version: string;
	readonly now: () => Date;
	readonly signal: AbortSignal;
	/** Width of the table in columns. */
	readonly width: number;
};

export type ScanOutput = {
	readonly out: (text: string) => void;
	readonly err: (text: string) => void;
	readonly progress: boolean;
	/** Shows what a scan is doing; absent: a line for each phase, if there is `progress`. */
	readonly onPhase?: (phase: string) => void;
};
