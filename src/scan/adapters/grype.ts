import {join} from 'node:path';
import {sanitise, trusted} from '../../base/index.js';
import {stateOf} from '../coverage.js';
import {type FailureKind, ScanError} from '../failure.js';
import {parseGrype} from '../formats/grype-report.js';
import {at, isObject} from '../formats/json.js';
import type {ScanReport} from '../report.js';
import {commandScanner} from '../run/command-scanner.js';
import {findProgram} from '../run/find-program.js';
import {withPrefix} from '../run/scanner-environment.js';
import type {ScanContext, Scanner, ScannerDetection, ScanTarget} from '../scanner.js';
import {catalogue, convert, findSyft, type SyftInventory} from './syft.js';

/** Grype, which includes Syft's cataloguers. Status 2 is its `fail-on-severity`, from the user's own configuration. */
const program = commandScanner({
	name: 'grype',
	label: trusted('Grype'),
	binaries: ['grype'],
	versionArgs: ['version'],
	versionPattern: /Version:\s*v?(\d\S*)/,
	takesSbom: true,
	call: (target, context) => ({
		// stdout instead of --file: that flag is newer than database 5.
		args: [context.sbom === null ? `docker:${target.reference}` : `sbom:${context.sbom}`, '--output', 'json', '--quiet'],
		environment: {
			...withPrefix(context.environment.variables, 'GRYPE_', 'SYFT_'),
			GRYPE_CHECK_FOR_APP_UPDATE: 'false',
			SYFT_CACHE_DIR: join(context.scratch, 'tmp'),
		},
		reportFile: null,
	}),
	goodStatus: [0, 2],
	recognises: document =>
		isObject(document) && Array.isArray(document['matches']) && at(document, 'descriptor', 'name') !== undefined,
	parse: parseGrype,
	phases: [
		[/Vulnerability DB|downloading/i, trusted('checking the database')],
		[/Parsed|Loaded image/i, trusted('reading the image')],
		[/Cataloged|Cataloguing/i, trusted('reading packages')],
		[/Scanned|matching/i, trusted('matching packages')],
	],
});

/**
 * With Syft installed, Syft lists the packages and Grype matches its list: Grype alone does not report how many packages it saw, so an
 * image in which it saw none would look clean.
 */
export const grype: Scanner = {
	...program,
	async detect(environment, signal) {
		const [found, syft] = await Promise.all([program.detect(environment, signal), findSyft(environment, signal)]);
		if (syft === null || found.note !== null) {
			const alone = syft === null || found.where !== null ? [] : [`Syft at ${syft.where} lists packages and judges none`];
			return {...found, note: sanitise([found.note, ...alone].filter(Boolean).join('; ')) || null};
		}
		return {...found, note: sanitise(`packages listed by Syft ${syft.version ?? ''}`.trim())};
	},
	async scan(target, detection, context) {
		const syft = context.sbom === null ? await findProgram('syft', context.environment.variables['PATH']) : null;
		return (
			(syft === null ? null : await throughSyft(syft, {target, detection, context})) ?? program.scan(target, detection, context)
		);
	},
};

type Job = {target: ScanTarget; detection: ScannerDetection; context: ScanContext};

/** Failures of one program that the other may avoid; problems of the engine, the disk or the user would recur. */
const avoidable: readonly FailureKind[] = ['crashed', 'garbage-output', 'scanner-too-old', 'scanner-missing', 'unsupported'];

const unlessAvoidable = (error: unknown): null => {
	if (error instanceof ScanError && avoidable.includes(error.failure.kind)) return null;
	throw error;
};

/** `null` if Syft cannot help: then Grype catalogues the image itself. A Grype that does not know the schema of a newer Syft gets CycloneDX. */
async function throughSyft(syft: string, {target, detection, context}: Job): Promise<ScanReport | null> {
	context.onPhase(trusted('reading packages'));
	const inventory = await catalogue(syft, target, context).catch(unlessAvoidable);
	if (inventory === null) return null;
	const judged = await judge(inventory, {target, detection, context}).catch(unlessAvoidable);
	if (judged !== null) return judged;
	const converted = await convert(syft, inventory, context).catch(unlessAvoidable);
	return converted === null ? null : judge(converted, {target, detection, context}).catch(unlessAvoidable);
}

async function judge({file, packages}: SyftInventory, {target, detection, context}: Job): Promise<ScanReport> {
	const report = await program.scan(target, detection, {...context, sbom: file});
	const {coverage, filters, vulnerabilities} = report;
	const state = stateOf({coverage, filters, packages, findings: vulnerabilities.length, unjudged: null});
	return {
		...report,
		scanner: {...report.scanner, mode: detection.mode},
		state,
		packages,
		notes: [
			...report.notes,
			trusted('the packages were listed by Syft'),
			...(state === 'not-scanned'
				? [trusted('0 packages catalogued: nothing was checked, so the image is not known to be clean')]
				: []),
		],
	};
}
