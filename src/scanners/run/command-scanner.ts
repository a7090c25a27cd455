import {own, type SafeText} from '../../terminal/safe-text.js';
import {ScanError} from '../failure.js';
import type {ParsedReport, ScanReport} from '../report.js';
import type {Detection, ScanContext, ScanEnvironment, Scanner, ScannerName, ScanTarget} from '../scanner.js';
import {failure} from './classify.js';
import {detectProgram} from './detect-program.js';
import {refusedFlags} from './refused-flags.js';
import {reportOf} from './report-of.js';
import {type Call, documentFrom, type Program} from './run-program.js';

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

/** A scanner that is a program on PATH, from what tells it from the others. */
export function commandScanner(definition: CommandScanner): Scanner {
	return {
		name: definition.name,
		label: definition.label,
		takesSbom: definition.takesSbom ?? false,
		...(definition.databaseDate === undefined ? {} : {databaseDate: definition.databaseDate}),
		detect: (environment, signal) => detectProgram(definition, environment, signal),
		scan: (target, detection, context) => scan(definition, target, detection, context),
	};
}

async function scan(
	definition: CommandScanner,
	target: ScanTarget,
	detection: Detection,
	context: ScanContext,
): Promise<ScanReport> {
	const {name} = definition;
	const document = await answerOf(definition, target, detection, context);
	return reportOf(definition.parse(document), target, context, {
		name,
		version: detection.version,
		mode: context.sbom === null ? detection.mode : own('sbom'),
		databaseUpdatedAt: await (definition.databaseDate?.(context.environment) ?? null),
	});
}

/** A program that refuses a flag does so before it works: it is asked again without, as long as there is something to leave out. */
async function answerOf(
	definition: CommandScanner,
	target: ScanTarget,
	{where, version, note}: Detection,
	context: ScanContext,
): Promise<unknown> {
	if (where === null) throw new ScanError(failure('scanner-missing', definition.name, [], note ?? undefined));
	const refused: string[] = [];
	for (;;) {
		try {
			return await documentFrom(definition, where, definition.call(target, context, {version, refused}), context);
		} catch (error) {
			const named = error instanceof ScanError ? refusedFlags(error.failure) : [];
			const flag = definition.optionalFlags?.find(one => named.includes(one) && !refused.includes(one));
			if (flag === undefined) throw error;
			refused.push(flag);
		}
	}
}
