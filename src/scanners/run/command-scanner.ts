import {trusted} from '../../terminal/safe-text.js';
import {ScanError} from '../failure.js';
import type {ScanReport} from '../report.js';
import type {Detection, ScanContext, Scanner, ScanTarget} from '../scanner.js';
import {failure} from './classify.js';
import type {CommandScanner} from './command-scanner-definition.js';
import {detectProgram} from './detect-program.js';
import {refusedFlags} from './refused-flags.js';
import {reportOf} from './report-of.js';
import {documentFrom} from './run-program.js';

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
	const parsed = definition.parse(document);
	const filters = [...(parsed.filters ?? []), ...((await definition.filters?.(context.environment)) ?? [])];
	return reportOf({...parsed, filters}, target, context, {
		name,
		version: detection.version,
		mode: context.sbom === null ? detection.mode : trusted('sbom'),
		databaseUpdatedAt: await (definition.databaseDate?.(context.environment) ?? null),
	});
}

/** A program rejects unknown flags before it works: it is called again without them, as long as there is something to omit. */
async function answerOf(
	definition: CommandScanner,
	target: ScanTarget,
	{where, version, note, malicious}: Detection,
	context: ScanContext,
): Promise<unknown> {
	if (malicious === true)
		throw new ScanError(failure('malicious', definition.name, [], `version ${version ?? '?'} at ${where ?? '?'}`));
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
