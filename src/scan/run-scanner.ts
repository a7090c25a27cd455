import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {EngineError, errorText, groupBy, hasCode, type SafeText, trusted} from '../base/index.js';
import {ScanError, type ScanFailure} from './failure.js';
import {filledIn, leavesOpen} from './filled-coverage.js';
import {inventoryOf} from './inventory/inventory-of.js';
import type {InstalledPackage} from './inventory/package.js';
import {sbomOf} from './inventory/sbom.js';
import type {ScanReport, Vulnerability} from './report.js';
import {failure, scanCancelled} from './run/classify.js';
import {temporaryDirectory} from './run/scratch.js';
import type {ScanContext, ScanEnvironment, Scanner, ScannerDetection, ScanTarget} from './scanner.js';

export type ScanSettings = {
	readonly environment: ScanEnvironment;
	readonly signal: AbortSignal;
	readonly onPhase?: (phase: SafeText) => void;
	/** Default 10 minutes. */
	readonly timeLimitMs?: number;
	/** Bytes of a report; default 128 MB. */
	readonly sizeLimit?: number;
	/** Bytes that must stay free in the temporary folder; default 64 MB. */
	readonly leastFree?: number;
	/** Between SIGTERM and SIGKILL for a scanner; default 3 seconds. */
	readonly graceMs?: number;
	/** Scan dockscope's own inventory instead of the image, if the scanner supports it: much faster. */
	readonly fast?: boolean;
	readonly online?: boolean;
	/** See `ScanContext.onMissing`. */
	readonly onMissing?: ScanContext['onMissing'];
	readonly now?: () => Date;
};

/**
 * Scans one image with one scanner and always returns a report: a failure is a report with the state `failed` that says why and what to do.
 * No process or file is left behind.
 */
export async function runScanner(
	scanner: Scanner,
	detection: ScannerDetection,
	target: ScanTarget,
	settings: ScanSettings,
): Promise<ScanReport> {
	const now = settings.now ?? (() => new Date());
	try {
		return await temporaryDirectory(async scratch => {
			const context: ScanContext = {
				environment: settings.environment,
				signal: settings.signal,
				scratch,
				timeLimitMs: settings.timeLimitMs ?? 600_000,
				sizeLimit: settings.sizeLimit ?? 128_000_000,
				...(settings.leastFree === undefined ? {} : {leastFree: settings.leastFree}),
				graceMs: settings.graceMs ?? 3000,
				onPhase: settings.onPhase ?? (() => undefined),
				now,
				sbom: null,
				online: settings.online ?? false,
				onMissing: settings.onMissing,
			};
			if (settings.fast !== true || !scanner.takesSbom)
				return lookedUp(await scanner.scan(target, detection, context), scanner, target, context);
			return throughInventory(scanner, detection, target, context);
		});
	} catch (error) {
		return failedReport(failureOf(error, scanner, settings.signal), {target, detection, now});
	}
}

/** What the scanner leaves open is looked up in dockscope's own inventory: an image in which no packages were found is not clean. */
async function lookedUp(report: ScanReport, scanner: Scanner, target: ScanTarget, context: ScanContext): Promise<ScanReport> {
	if (!leavesOpen(report) || context.environment.engine === null) return report;
	try {
		return filledIn(report, await inventoryOf(target, context), scanner.label);
	} catch (error) {
		// Then nothing shows what the scanner has seen.
		if (error instanceof ScanError && error.failure.kind !== 'cancelled') return report;
		throw error;
	}
}

async function throughInventory(
	scanner: Scanner,
	detection: ScannerDetection,
	target: ScanTarget,
	context: ScanContext,
): Promise<ScanReport> {
	const inventory = await inventoryOf(target, context);
	// What dockscope cannot catalogue (rpm, a scratch image with only binaries, too large files) is left to the scanner.
	if (inventory.packages.length === 0 || inventory.leftOut.length > 0 || inventory.notes.some(note => note.includes('rpm')))
		return lookedUp(await scanner.scan(target, detection, context), scanner, target, context);
	const sbom = join(context.scratch, 'sbom.json');
	await writeFile(sbom, JSON.stringify(sbomOf(inventory, target.image)), {mode: 0o600});
	const found = await scanner.scan(target, detection, {...context, sbom});
	const report = leavesOpen(found) ? filledIn(found, inventory, scanner.label) : found;
	const layerOf = layersOf(inventory.packages);
	return {
		...report,
		packages: inventory.packages.length,
		notes: [
			...inventory.notes,
			...report.notes,
			trusted("by dockscope's inventory: secrets and files outside of package databases were not looked at"),
		],
		vulnerabilities: report.vulnerabilities.map(row => ({
			...row,
			layer: row.layer ?? layerOf(row.package),
		})),
	};
}

/** By location; older versions of Trivy do not report it, but a package that is in the image once has one layer anyway. */
function layersOf(packages: readonly InstalledPackage[]) {
	const byPlace = new Map(packages.map(({name, version, path, layer}) => [`${name} ${version} ${path}`, layer]));
	const byName = groupBy(packages, ({name, version}) => `${name} ${version}`);
	return ({name, version, path}: Vulnerability['package']): SafeText | null => {
		const all = new Set((byName.get(`${name} ${version}`) ?? []).map(({layer}) => layer));
		return byPlace.get(`${name} ${version} ${path}`) ?? (all.size === 1 ? ([...all][0] ?? null) : null);
	};
}

function failureOf(error: unknown, {name}: Scanner, signal: AbortSignal): ScanFailure {
	if (error instanceof ScanError) return error.failure;
	if (signal.aborted) return scanCancelled(name);
	if (error instanceof EngineError) return failure('crashed', name, [], error.message);
	if (hasCode(error, 'ENOSPC', 'EDQUOT')) return failure('disk-full', name, [], errorText(error));
	if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return failure('permission', name, [], errorText(error));
	return failure('crashed', name, [], errorText(error));
}

/** The report of a scan that did not take place. `detection`: of the scanner that was to do it. */
export function failedReport(
	why: ScanFailure,
	{target, detection, now}: {target: ScanTarget; detection: Pick<ScannerDetection, 'name' | 'version' | 'mode'>; now: () => Date},
): ScanReport {
	return {
		target: {image: target.image, id: target.id, containers: target.containers},
		scanner: {name: trusted(detection.name), version: detection.version, mode: detection.mode, database: {updatedAt: null}},
		state: 'failed',
		coverage: [],
		filters: [],
		notes: [],
		scannedAt: now().toISOString(),
		packages: null,
		vulnerabilities: [],
		secrets: [],
		misconfigurations: [],
		licences: [],
		codeFindings: [],
		error: why,
	};
}
