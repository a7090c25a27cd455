import type {SafeText} from '../../base/index.js';
import type {ParsedReport} from '../report.js';
import type {ScanContext, ScanEnvironment, ScannerName, ScanTarget} from '../scanner.js';
import type {MaliciousReleases} from './malicious-release.js';
import type {Call, ScannerProgram} from './run-program.js';

/** A scanner that is a program: what differs between them, as data. */
export type CommandScanner = ScannerProgram & {
	readonly name: ScannerName;
	readonly label: SafeText;
	readonly binaries: readonly string[];
	readonly versionArgs: readonly string[];
	/** Matches the version in the output of `versionArgs`. */
	readonly versionPattern: RegExp;
	/** Required variables that are missing, `null` if none is. */
	readonly missing?: (variables: ScanEnvironment['variables']) => string | null;
	readonly malicious?: MaliciousReleases;
	/** The server that the program sends its package lists to, and its version. */
	readonly server?: (environment: ScanEnvironment, signal: AbortSignal) => Promise<{where: SafeText; version: SafeText} | null>;
	readonly mode?: (variables: ScanEnvironment['variables']) => SafeText;
	readonly takesSbom?: boolean;
	readonly call: (target: ScanTarget, context: ScanContext, about: CallAbout) => Call;
	/** Flags that some versions do not know and that `call` can omit or replace. */
	readonly optionalFlags?: readonly string[];
	/** See `Scanner.examines`. */
	readonly examines?: (variables: ScanEnvironment['variables']) => readonly string[];
	readonly parse: (document: unknown) => ParsedReport;
	/** What hides findings by its own settings, for scanners whose report does not say. */
	readonly filters?: (environment: ScanEnvironment) => Promise<readonly SafeText[]>;
	/** Age of the database, for scanners whose report does not include it. */
	readonly databaseDate?: (environment: ScanEnvironment) => Promise<SafeText | null>;
};

export type CallAbout = {
	readonly version: SafeText | null;
	/** Flags that this program has rejected. */
	readonly refused: readonly string[];
};
