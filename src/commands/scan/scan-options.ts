import type {EngineReader} from '../../engine/engine-reader.js';
import type {Severity} from '../../facts/index.js';
import type {HostTree} from '../../host/host-tree.js';
import type {Policy} from '../../policy/policy.js';
import type {ByteStream} from '../../scanners/import-report.js';
import {optionTable} from '../options.js';

export const scanFormats = optionTable.format.choices.scan;
type ScanFormat = (typeof scanFormats)[number];

/** What `dockscope scan` was asked for. */
export type ScanOptions = {
	/** An image or a container; `null` is good only together with `importOsv`. */
	readonly target: string | null;
	/** Connected by the caller, who closes it; `null` is good only together with `importOsv`. */
	readonly engine: EngineReader | null;
	/** `DOCKER_HOST` for the scanners; `null`: the reader's socket, or their default. */
	readonly dockerHost: string | null;
	readonly variables: Readonly<Record<string, string | undefined>>;
	/** `--scanner`, several for a consensus; empty: the best that is here. */
	readonly scanners: readonly string[];
	/** Scan also what a fresh report is kept of. */
	readonly fresh: boolean;
	readonly format: ScanFormat;
	readonly failOn: Severity | null;
	readonly onlyFixable: boolean;
	/** Leaves out what is known to be on disk alone; what is not known stays. */
	readonly onlyLoaded: boolean;
	/** Path of an OSV archive to import. */
	readonly importOsv: string | null;
	readonly online: boolean;
	readonly epss: string | null;
	readonly kev: string | null;
	/** Whether feeds of exploitation that no file is named for may be downloaded. */
	readonly downloadExploitation: boolean;
	/** Its waivers of vulnerabilities count; `null`: none. */
	readonly policy: Policy | null;
	/** Reports of other programs, `-` for the standard input: read instead of scanning, or beside it where `scanners` names one. */
	readonly reports: readonly string[];
	readonly stdin: ByteStream;
	/** OpenVEX documents and ignore files. */
	readonly vex: readonly string[];
	/** Where `.trivyignore`, `.trivyignore.yaml` and `.grype.yaml` are looked for; `null`: nowhere. */
	readonly workingDirectory: string | null;
	/** `null`: ten minutes. */
	readonly timeoutSeconds: number | null;
	/** Files of this host, when the engine is on it; for what live processes have loaded. */
	readonly host: HostTree | null;
	readonly version: string;
	readonly now: () => Date;
	readonly signal: AbortSignal;
	/** Columns of the table. */
	readonly width: number;
};

export type ScanOutput = {
	readonly out: (text: string) => void;
	readonly err: (text: string) => void;
	/** Phases are told as they come. */
	readonly progress: boolean;
};
