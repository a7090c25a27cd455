import type {SafeText} from '../../terminal/safe-text.js';
import type {ParsedReport} from '../report.js';
import type {ScanContext, ScanEnvironment, ScannerName, ScanTarget} from '../scanner.js';
import type {Call, Program} from './run-program.js';

/** A scanner that is a program: what differs between them, as data. */
export type CommandScanner = Program & {
	readonly name: ScannerName;
	readonly label: SafeText;
	readonly binaries: readonly string[];
	readonly versionArgs: readonly string[];
	/** The version in what `versionArgs` print. */
	readonly versionPattern: RegExp;
	/** Variables without which it cannot work, `null` when all is there. */
	readonly missing?: (variables: ScanEnvironment['variables']) => string | null;
	readonly mode?: (variables: ScanEnvironment['variables']) => SafeText;
	readonly takesSbom?: boolean;
	readonly call: (target: ScanTarget, context: ScanContext, about: CallAbout) => Call;
	/** Flags that some versions do not know and that `call` can do without, or in another way. */
	readonly optionalFlags?: readonly string[];
	readonly parse: (document: unknown) => ParsedReport;
	/** Age of the database, for scanners whose report does not tell. */
	readonly databaseDate?: (environment: ScanEnvironment) => Promise<SafeText | null>;
};

export type CallAbout = {
	readonly version: SafeText | null;
	/** Flags that this very program has refused. */
	readonly refused: readonly string[];
};
