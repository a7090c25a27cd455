import {counted, maskSecrets, once, type Severity, sanitise, UsageError} from '../../base/index.js';
import {
	byScanSeverity,
	cacheRefusal,
	type DownloadSettings,
	type EnrichedReport,
	EnrichmentError,
	enrich,
	ImportError,
	packageDrift,
	readEnrichment,
	type ScanEnvironment,
	ScanError,
	type ScannerName,
	type ScanReport,
	type ScanSeverity,
	type ScanTarget,
	SourceError,
	scanEnvironment,
	scannerNames,
	usageOfContainers,
	type Vulnerability,
	withoutNetwork,
	ZipError,
} from '../../scan/index.js';
import {exitStatus} from '../exit-status.js';
import {downloadAdvisories} from './download-advisories.js';
import {importArchive} from './import-osv.js';
import {keepReport} from './keep-report.js';
import {isRead, readReports, readTarget} from './read-reports.js';
import {scanImages} from './scan-images.js';
import {scanOnce} from './scan-once.js';
import type {ScanOptions, ScanOutput} from './scan-options.js';
import {findScanTarget, TargetError} from './scan-target.js';
import {withWaivers} from './scan-waivers.js';
import {type ShowReport, showReport} from './show-report.js';

/** `dockscope scan`: results to `out`, progress and warnings to `err`. Returns the exit status. @throws EngineError */
export async function runScan(options: ScanOptions, output: ScanOutput): Promise<number> {
	try {
		if (isRead(options) && options.download !== null)
			return refuse('--download-advisories is for a scan: a report that is only read (--report) needs no advisories', output);
		const environment = {
			...scanEnvironment(options.variables, options.engine, options.dockerHost ?? undefined),
			host: options.host,
		};
		const refused = cacheRefusal(options.variables);
		if (refused !== null) output.err(`dockscope: ${refused}\n`);
		if (options.importOsv !== null) await importArchive(options.importOsv, environment, options, output);
		if (isRead(options)) {
			const {target, engine} = await readTarget(options, output);
			return await scanTarget(target, environment, {...options, engine}, output);
		}
		if (options.target === null && options.download !== null)
			await downloadAdvisories({target: null, environment, options, output});
		if (options.target === null && (options.importOsv !== null || options.download !== null)) return exitStatus.done;
		if (options.engine === null)
			return refuse('a snapshot contains no image to scan: scan needs a live engine, or --report FILE', output);
		const {engine} = options;
		if (options.target === null && options.reports.length > 0)
			return refuse('--report with --scanner compares them for one image: name it', output);
		if (options.target === null)
			return await scanImages({engine, options, output}, (target, output, show) =>
				scanTarget(target, environment, options, output, show),
			);
		const target = await findScanTarget(engine, options.target, options.signal);
		if (options.download !== null) await downloadAdvisories({target, environment, options, output});
		// A file for another host was asked for, no scan here.
		if (options.download !== null && options.download.save !== null) return exitStatus.done;
		return await scanTarget(target, environment, options, output);
	} catch (error) {
		if (options.signal.aborted) return exitStatus.interrupted;
		if (error instanceof SourceError) return refuse(`${error.message}. ${withoutNetwork}`, output, exitStatus.scanner);
		if (error instanceof ScanError) return refuse(`${error.failure.message} (${error.failure.next})`, output);
		if (
			error instanceof TargetError ||
			error instanceof EnrichmentError ||
			error instanceof ZipError ||
			error instanceof ImportError ||
			error instanceof UsageError
		)
			return refuse(error.message, output);
		throw error;
	}
}

function refuse(message: string, {err}: ScanOutput, status: number = exitStatus.usage): number {
	err(`dockscope: ${maskSecrets(message)}\n`);
	return status;
}

async function scanTarget(
	named: ScanTarget | null,
	environment: ScanEnvironment,
	options: ScanOptions,
	output: ScanOutput,
	show: ShowReport = showReport,
): Promise<number> {
	const names = options.scanners.map(scannerName);
	const wrong = options.scanners.find(name => scannerName(name) === undefined);
	if (wrong !== undefined) return refuse(`unknown scanner "${wrong}": use one of ${scannerNames.join(', ')}`, output);
	// Before the scan, which may take minutes: an unreadable file is reported at once.
	const imported = await readReports(named, options);
	const target = imported?.target ?? named;
	if (target === null) return refuse('scan what? dockscope scan IMAGE or CONTAINER', output);
	const enrichment = withWaivers(
		await readEnrichment({
			...options,
			image: target,
			cacheDirectory: environment.cacheDirectory,
			download: downloadOf(environment, options, output),
		}),
		target,
		options,
	);
	const uses = (rows: readonly Vulnerability[]) => lookAtContainers(target, rows, options);
	const reports = (imported?.reports ?? []).map(({report}) => report);
	const drift = once(() => lookAtDrift(target, options));
	const scanning = {target, environment, options, output, uses, drift};
	if (options.keep) for (const one of imported?.reports ?? []) await keepReport(one, scanning);
	for (const name of names.length === 0 && reports.length === 0 ? [null] : names)
		reports.push(await scanOnce(name ?? null, scanning));
	const rows = reports.flatMap(({vulnerabilities}) => vulnerabilities);
	const report = await enrich(reports, {enrichment, uses: await uses(rows), signal: options.signal});
	const shown = onlyAsked(report, options);
	await show(shown, scanning);
	return statusOf(shown, reports, options);
}

function downloadOf(
	{variables, cacheDirectory}: ScanEnvironment,
	{downloadExploitation, now, signal}: ScanOptions,
	{err}: ScanOutput,
): DownloadSettings | null {
	return downloadExploitation ? {variables, cacheDirectory, now, signal, tell: text => err(`${text}\n`)} : null;
}

const lookAtContainers = async ({id}: ScanTarget, rows: readonly Vulnerability[], {engine, host, signal}: ScanOptions) =>
	engine === null ? null : usageOfContainers(engine, {host, imageId: id, rows, signal});

const lookAtDrift = async ({containerId}: ScanTarget, {engine, signal}: ScanOptions) =>
	engine === null || containerId === null ? null : packageDrift(engine, containerId, signal);

/** `undefined` for an unknown scanner. */
const scannerName = (name: string): ScannerName | undefined =>
	scannerNames.find(one => one === name || (name === 'embedded' && one === 'basic'));

/** Without the rows that `--only-fixable` and `--only-loaded` hide; how many is a filter of the report, since it must not look clean. */
function onlyAsked(report: EnrichedReport, {onlyFixable, onlyLoaded}: ScanOptions): EnrichedReport {
	const vulnerabilities = report.vulnerabilities.filter(
		row => (!onlyFixable || row.fix.state === 'fixed') && (!onlyLoaded || row.loaded !== 'on-disk'),
	);
	const hidden = report.vulnerabilities.length - vulnerabilities.length;
	if (hidden === 0) return report;
	const by = [...(onlyFixable ? ['--only-fixable'] : []), ...(onlyLoaded ? ['--only-loaded'] : [])].join(' ');
	const filter = sanitise(`${counted(hidden, 'vulnerability', 'vulnerabilities')} not shown (${by})`);
	return {...report, vulnerabilities, filters: [...report.filters, filter]};
}

const thresholds: Readonly<Record<Severity, ScanSeverity>> = {
	critical: 'critical',
	high: 'high',
	medium: 'medium',
	low: 'low',
	info: 'unknown',
};

function statusOf(report: ScanReport, reports: readonly ScanReport[], options: ScanOptions): number {
	const {failOn, failOnSecrets, allowPartial, signal} = options;
	if (signal.aborted) return exitStatus.interrupted;
	if (reports.some(({error}) => error !== null) || report.state === 'failed') return exitStatus.scanner;
	const reaches = ({severity}: {severity: ScanSeverity}) => byScanSeverity(severity, thresholds[failOn ?? 'info']) <= 0;
	if (failOnSecrets && report.secrets.some(reaches)) return exitStatus.threshold;
	// An image that was not scanned is not a clean one: a pipeline must not continue as if it were.
	if (report.state === 'not-scanned') return exitStatus.scanner;
	if (failOn === null) return exitStatus.done;
	if (report.vulnerabilities.some(reaches)) return exitStatus.threshold;
	return report.state === 'partial' && !allowPartial ? exitStatus.scanner : exitStatus.done;
}
