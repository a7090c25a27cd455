import {sanitise, trusted} from '../../base/index.js';
import {ScanError, type ScanFailure} from '../failure.js';
import type {ScanReport} from '../report.js';
import type {ScanContext, Scanner, ScannerDetection, ScanTarget} from '../scanner.js';
import {scanError} from './classify.js';
import type {CommandScanner} from './command-scanner-definition.js';
import {oldDatabaseNote} from './database-advice.js';
import {detectProgram} from './detect-program.js';
import {reportOf} from './report-of.js';
import {documentFrom} from './run-program.js';

export function commandScanner(definition: CommandScanner): Scanner {
	const {examines} = definition;
	return {
		name: definition.name,
		label: definition.label,
		takesSbom: definition.takesSbom ?? false,
		...(examines === undefined ? {} : {examines: ({variables}) => examines(variables)}),
		...(definition.databaseDate === undefined ? {} : {databaseDate: definition.databaseDate}),
		detect: (environment, signal) => detectProgram(definition, environment, signal),
		scan: (target, detection, context) => scan(definition, target, detection, context),
	};
}

async function scan(
	definition: CommandScanner,
	target: ScanTarget,
	detection: ScannerDetection,
	context: ScanContext,
): Promise<ScanReport> {
	const {name, examines} = definition;
	const document = await answerOf(definition, target, detection, context);
	const parsed = definition.parse(document);
	const filters = [...(parsed.filters ?? []), ...((await definition.filters?.(context.environment)) ?? [])];
	const report = withAge(
		await reportOf({...parsed, filters}, target, context, {
			name,
			version: detection.version,
			mode: context.sbom === null ? detection.mode : trusted('sbom'),
			databaseUpdatedAt: await (definition.databaseDate?.(context.environment) ?? null),
		}),
		context,
	);
	if (examines === undefined) return report;
	const examined = context.sbom === null ? examines(context.environment.variables) : ['vuln'];
	return {...report, scanner: {...report.scanner, examined: examined.map(sanitise)}};
}

/** With a note if the scanner's database is old. */
function withAge(report: ScanReport, {environment, now}: ScanContext): ScanReport {
	const {name, database} = report.scanner;
	const note = oldDatabaseNote(database.updatedAt, name, now(), environment);
	return note === null ? report : {...report, notes: [...report.notes, note]};
}

/** A program rejects unknown flags before it works: it is called again without them, as long as there is something to omit. */
async function answerOf(
	definition: CommandScanner,
	target: ScanTarget,
	{where, version, note, malicious}: ScannerDetection,
	context: ScanContext,
): Promise<unknown> {
	if (malicious === true) throw scanError('malicious', definition.name, `version ${version ?? '?'} at ${where ?? '?'}`);
	if (where === null) throw scanError('scanner-missing', definition.name, note ?? undefined);
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

/**
 * `unknown flag: --x` (Go's pflag), `flag provided but not defined: -x` (Go's flag), `no such option: --x`, `unrecognized arguments:
 * --x`.
 */
const refusal =
	/(?:unknown (?:shorthand )?(?:flag|option)|flag provided but not defined|no such option|unrecogni[sz]ed (?:option|argument|flag)s?|unexpected argument)[^-\n]*-{1,2}([A-Za-z][\w-]*)/i;

/** The flags, as `--name`, that a scanner reports as unknown; none for any other failure. */
function refusedFlags({kind, log}: ScanFailure): readonly string[] {
	if (kind !== 'scanner-too-old') return [];
	return log.flatMap(line => refusal.exec(line)?.[1] ?? []).map(name => `--${name}`);
}
