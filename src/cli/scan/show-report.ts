import {EngineError, sanitise} from '../../base/index.js';
import {
	type ContainerDifference,
	type Drift,
	driftWords,
	type EnrichedReport,
	gaps,
	inventoryOf,
	type PackageDifference,
	type PackageInventory,
	packageDifference,
	ScanError,
	scanCycloneDx,
	scanJson,
	scanMarkdown,
	scanSarif,
	scanTable,
} from '../../scan/index.js';
import type {Scanning} from './scan-once.js';
import type {ScanOptions} from './scan-options.js';
import {scanPolicy} from './scan-policy.js';

/** What is done with the report of one image. */
export type ShowReport = (report: EnrichedReport, scanning: Scanning) => Promise<void>;

/** Writes a report in the chosen format to `out`, and what it omits to `err`. */
export const showReport: ShowReport = async (report, scanning) => {
	const {output, options} = scanning;
	for (const note of [
		// The table has them in its heading.
		...(options.format === 'table' ? [] : gaps(report)),
		...report.notes,
		...report.suppressed.map(({row, by, why}) => sanitise(`${row.id} in ${row.package.name} is suppressed by ${by}: ${why}`)),
	])
		output.err(`${note}\n`);
	const inventory = options.format === 'cyclonedx' ? await packagesOf(scanning) : null;
	output.out(render(report, {drift: await reportDrift(scanning), inventory}, options));
};

/** The packages of what was scanned; `null` where there is no engine to read them from. */
async function packagesOf({target, environment, options, output}: Scanning): Promise<PackageInventory | null> {
	if (environment.engine === null || environment.engine.replayed || target.id === null) return null;
	try {
		return await inventoryOf(target, {environment, signal: options.signal, onPhase: () => undefined});
	} catch (error) {
		if (!(error instanceof ScanError)) throw error;
		output.err(`only packages with a vulnerability are listed: ${error.failure.message}\n`);
		return null;
	}
}

type Beside = {readonly drift: ContainerDifference | null; readonly inventory: PackageInventory | null};

function render(report: EnrichedReport, {drift, inventory}: Beside, options: ScanOptions): string {
	const {format, version, width} = options;
	const policy = scanPolicy(options, [report]);
	if (format === 'json') return scanJson(report, drift, report.suppressed, policy);
	if (format === 'markdown') return scanMarkdown(report, policy);
	if (format === 'sarif') return scanSarif(report, version, policy);
	return format === 'cyclonedx' ? scanCycloneDx(report, version, inventory, policy) : scanTable(report, width, policy);
}

/** How a container's packages differ from its image's, for the report and as text to stderr; `null` if not known. */
async function reportDrift(scanning: Scanning): Promise<ContainerDifference | null> {
	const drift = await scanning.drift();
	if (drift === null) return null;
	const {err} = scanning.output;
	for (const path of drift.paths) err(`in the container, ${path} differs from the image\n`);
	const difference = await differenceOf(drift, scanning);
	for (const words of driftWords(difference)) err(`  ${words}\n`);
	return {paths: drift.paths, ...difference};
}

const none: PackageDifference = {added: [], removed: [], updated: []};

async function differenceOf(drift: Drift, {target, environment, options, output}: Scanning): Promise<PackageDifference> {
	const {engine, signal} = options;
	const {id, containerId} = target;
	if (drift.paths.length === 0 || engine === null || id === null || containerId === null) return none;
	try {
		const about = {environment, signal, onPhase: () => undefined};
		return await packageDifference(engine, {containerId, imageId: id}, drift, about);
	} catch (error) {
		// The report is complete without it.
		if (!(error instanceof ScanError || error instanceof EngineError) || signal.aborted) throw error;
		output.err(`the packages could not be compared with the image: ${sanitise(error.message)}\n`);
		return none;
	}
}
