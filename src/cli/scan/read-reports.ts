import {EngineError, sanitise} from '../../base/index.js';
import {
	type ImportedReport,
	importReport,
	otherImage,
	type ReportSubject,
	type ScanReport,
	type ScanTarget,
} from '../../scan/index.js';
import type {ScanOptions, ScanOutput} from './scan-options.js';
import {findScanTarget, TargetError} from './scan-target.js';

/** Bytes of one report. */
const MAX_BYTES = 256_000_000;

/** A report without a scan needs neither the engine nor the image. */
export const isRead = ({reports, scanners}: Pick<ScanOptions, 'reports' | 'scanners'>): boolean =>
	reports.length > 0 && scanners.length === 0;

/**
 * What the command line names, for reports that are only read: the image or container on the engine, else only the name. `null` without a
 * name: the report says what it is about. @throws TargetError, EngineError for a report that is to be kept
 */
export async function readTarget(
	options: ScanOptions,
	{err}: ScanOutput,
): Promise<{target: ScanTarget | null; engine: ScanOptions['engine']}> {
	const {target: named, engine, signal, keep} = options;
	if (named === null) return {target: null, engine};
	const byName = {image: sanitise(named), reference: named, id: null, containers: [], containerId: null};
	if (engine === null) return {target: byName, engine};
	try {
		return {target: await findScanTarget(engine, named, signal), engine};
	} catch (error) {
		if (keep || !(error instanceof TargetError || error instanceof EngineError) || signal.aborted) throw error;
		const reached = error instanceof TargetError;
		err(
			reached ? `${sanitise(named)} is not on this engine: the report is shown without its containers\n` : withoutEngine(error),
		);
		return {target: byName, engine: reached ? engine : null};
	}
}

export const withoutEngine = ({message}: Error): string =>
	`the engine cannot be reached, so the report is shown without containers: ${message.split('\n')[0] ?? ''}\n`;

export type Imported = {readonly reports: readonly ImportedReport[]; readonly target: ScanTarget};

/** The reports on the command line, all for the same target: the named one, else that of the first report. @throws UsageError, TargetError */
export async function readReports(named: ScanTarget | null, options: ScanOptions): Promise<Imported | null> {
	const reports: ImportedReport[] = [];
	let target = named;
	for (const file of options.reports) {
		const imported = await importReport(file, target, {...options, sizeLimit: MAX_BYTES});
		if (target === null) {
			target = options.keep ? await onEngine(imported.subject, imported.target, options) : imported.target;
			reports.push(about(imported, target));
		} else reports.push(imported);
	}
	return target === null ? null : {reports, target};
}

/** The image that a report names, on the engine. @throws TargetError, EngineError */
async function onEngine({names}: ReportSubject, {reference}: ScanTarget, {engine, signal}: ScanOptions): Promise<ScanTarget> {
	if (engine === null || names.length === 0)
		throw new TargetError('the report names no image, so it cannot be kept: name the image that it is about');
	return findScanTarget(engine, reference, signal);
}

const about = (imported: ImportedReport, {image, id, containers}: ScanTarget): ImportedReport => {
	const report: ScanReport = {...imported.report, target: {image, id, containers}};
	return {...imported, report};
};

/** Why a report is not of the target; `null` when it is, or names no image. */
export const foreignTo = ({subject}: ImportedReport, target: ScanTarget) => otherImage(subject, target);
