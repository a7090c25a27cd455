import {sanitise, trusted} from '../../base/index.js';
import {
	asItRuns,
	type ContainerUses,
	chooseScanner,
	type Drift,
	detectScanners,
	isUpToDate,
	maliciousScanners,
	runScanner,
	type ScanCache,
	type ScanEnvironment,
	type Scanner,
	type ScannerName,
	type ScanReport,
	type ScanTarget,
	scanCache,
	type Vulnerability,
} from '../../scan/index.js';
import type {ScanOptions, ScanOutput} from './scan-options.js';
import {TargetError} from './scan-target.js';

/** The subject and environment of one `dockscope scan`. */
export type Scanning = {
	readonly target: ScanTarget;
	readonly environment: ScanEnvironment;
	readonly options: ScanOptions;
	readonly output: ScanOutput;
	/** The current use of the image by running containers. */
	readonly uses: (rows: readonly Vulnerability[]) => Promise<ContainerUses>;
	/** Where a container no longer has its image's packages; `null` when there is none, or the engine does not report it. Fetched once. */
	readonly drift: () => Promise<Drift | null>;
};

/**
 * The report of one scanner: a cached one if it is fresh, else from a scan, which is then cached. `name`: `null` for the best
 * available.
 */
export async function scanOnce(name: ScannerName | null, scanning: Scanning): Promise<ScanReport> {
	const {target, environment, options, output, uses} = scanning;
	const {err, progress} = output;
	const detections = await detectScanners(environment, options.signal);
	const chosen = chooseScanner(detections, name);
	// One that was named fails with the same words.
	if (name === null) for (const line of maliciousScanners(detections)) err(`${line}\n`);
	if (chosen === null) throw new TargetError('no scanner is available: run dockscope doctor for the reasons');
	const {scanner, detection} = chosen;
	if (options.choosesKinds && scanner.examines === undefined)
		err(`--trivy-scanners applies only to Trivy: ${scanner.label} ignores it\n`);
	// What a container has changed must not be cached as the content of its image, nor the other way round.
	const asImage = await isAsItsImage(scanning);
	const cache = scanCache(asImage ? environment.cacheDirectory : null);
	const kept = detection.malicious === true ? null : await freshReport(cache, scanner, scanning);
	if (kept !== null) return kept;

	err(`scanning ${target.image} with ${scanner.label}\n`);
	const found = await runScanner(
		scanner,
		detection,
		{...target, asImage},
		{
			environment,
			signal: options.signal,
			now: options.now,
			online: options.online,
			onPhase: output.onPhase ?? (phase => progress && err(`  ${phase}\n`)),
			...(options.timeoutSeconds === null ? {} : {timeLimitMs: options.timeoutSeconds * 1000}),
		},
	);
	if (found.error === null) {
		const report = await asItRuns(found, await uses(found.vulnerabilities), options.signal);
		await cache.save(report).catch((error: Error) => err(`the report could not be cached: ${sanitise(error.message)}\n`));
		return report;
	}
	err(`${found.error.message}\n  next: ${found.error.next}\n`);
	for (const line of found.error.log.slice(-5)) err(`  | ${line}\n`);
	return (await lastGood(cache, target, found, err)) ?? found;
}

/** Whether the scanned packages are known to be those of the image. */
async function isAsItsImage({target, drift}: Scanning): Promise<boolean> {
	return target.containerId === null || (await drift())?.paths.length === 0;
}

/**
 * A cached report equivalent to this scan. One that is based on dockscope's inventory is not: a scan from the command line
 * examines the whole image.
 */
async function freshReport(
	cache: ScanCache,
	scanner: Scanner,
	{target, environment, options, output: {err}}: Scanning,
): Promise<ScanReport | null> {
	const {fresh, online, now} = options;
	if (fresh || target.id === null || (online && scanner.name === 'basic')) return null;
	const kept = (await cache.load(target.id)).find(report => report.scanner.name === scanner.name);
	// A report that was read (`--keep`) may have been made with other options: it is not this scan.
	if (kept === undefined || kept.scanner.mode === trusted('file') || !(await isUpToDate(kept, {environment, now: now()})))
		return null;
	if (kept.scanner.mode === trusted('sbom')) {
		err(`the cached report of ${kept.scannedAt} covers only the inventory: scanning the whole image\n`);
		return null;
	}
	const wanted = scanner.examines?.(environment) ?? [];
	const missing = wanted.filter(kind => kind !== 'vuln' && !kept.scanner.examined?.some(one => one === kind));
	if (missing.length > 0) {
		err(`the cached report of ${kept.scannedAt} did not look for ${missing.join(', ')}: scanning again\n`);
		return null;
	}
	err(`cached report of ${kept.scannedAt} by ${kept.scanner.name}; use --fresh to scan again\n`);
	return {...kept, target: aboutTarget(target)};
}

const aboutTarget = ({image, id, containers}: ScanTarget): ScanReport['target'] => ({image, id, containers});

/** A failed scan shows the last good result with its date and the error; the exit status is still that of a failure. */
async function lastGood(
	cache: ScanCache,
	{id}: ScanTarget,
	failed: ScanReport,
	err: ScanOutput['err'],
): Promise<ScanReport | null> {
	const kept = id === null ? undefined : (await cache.load(id)).find(({scanner}) => scanner.name === failed.scanner.name);
	if (kept === undefined) return null;
	err(`showing the last good result, from ${kept.scannedAt}\n`);
	const note = sanitise(`the rows are of the last good scan, of ${kept.scannedAt}`);
	return {...kept, target: failed.target, state: 'failed', error: failed.error, notes: [...kept.notes, note]};
}
