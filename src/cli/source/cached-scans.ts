import {type ImageScan, type Known, type SafeText, UsageError, workingDirectory} from '../../base/index.js';
import type {Fleet} from '../../judge/index.js';
import {
	type Enrichment,
	EnrichmentError,
	foldReports,
	readEnrichment,
	recordedScans,
	type ScanEnvironment,
	scanCache,
	scanEnvironment,
	scanFacts,
} from '../../scan/index.js';
import type {Run} from '../run.js';
import type {EngineSource} from './connect.js';

/**
 * The enrichment for every scan of this run: the user's own files, and with `DOCKSCOPE_DOWNLOAD_EXPLOITATION=1` the feeds that are not among
 * them. `tell` is called with the source of a download before it starts. @throws EnrichmentError
 */
export function enrichmentOf(environment: ScanEnvironment, tell: (text: SafeText) => void): Promise<Enrichment> {
	const {variables, cacheDirectory} = environment;
	const now = () => new Date();
	const {signal} = new AbortController();
	return readEnrichment({
		epss: variables['DOCKSCOPE_EPSS'] ?? null,
		kev: variables['DOCKSCOPE_KEV'] ?? null,
		vex: [],
		image: null,
		cacheDirectory,
		workingDirectory: workingDirectory(),
		now,
		download: variables['DOCKSCOPE_DOWNLOAD_EXPLOITATION'] === '1' ? {variables, cacheDirectory, now, signal, tell} : null,
	});
}

/**
 * Adds the scans cached on this machine to a loaded fleet, as the TUI does; starts no scan, and sends no request to
 * the engine. A replay is of another moment, and maybe of another machine: it uses the scans recorded with it.
 */
export async function giveScans(
	fleet: Fleet,
	{reader, recordedScans: recorded}: Pick<EngineSource, 'reader' | 'recordedScans'>,
	{env, stderr}: Run,
): Promise<void> {
	const environment = scanEnvironment(env, reader);
	const cache = recorded === null ? scanCache(environment.cacheDirectory) : recordedScans(recorded);
	const found = new Map<string, Known<ImageScan>>();
	let enrichment: Enrichment | null = null;
	for (const image of fleet.model().images.keys()) {
		const reports = await cache.load(image);
		if (reports.length === 0) continue;
		enrichment ??= await enrichmentOf(environment, text => stderr.write(`${text}\n`)).catch(asUsageError);
		const about = {environment, enrichment, uses: null, now: new Date(), signal: new AbortController().signal};
		const kept = await foldReports(reports, about);
		if (kept !== null) found.set(image, scanFacts(kept.report));
	}
	if (found.size > 0) await fleet.applyScans(found);
}

function asUsageError(error: unknown): never {
	throw error instanceof EnrichmentError ? new UsageError(error.message, {cause: error}) : error;
}
