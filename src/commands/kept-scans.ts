import type {Known} from '../answers/index.js';
import type {EngineReader} from '../engine/engine-reader.js';
import type {ImageScan} from '../facts/index.js';
import type {Fleet} from '../fleet/fleet-model.js';
import {scanCache} from '../scanners/cache.js';
import {scanEnvironment} from '../scanners/detect.js';
import {EnrichmentError, readEnrichment} from '../scanners/enrichment/enrich.js';
import {foldReports} from '../scanners/kept-scan.js';
import {scanFacts} from '../scanners/scan-facts.js';
import {UsageError} from '../terminal/usage-error.js';
import type {Run} from './main.js';

/** The user's own files that every scan of this run is seen by. @throws EnrichmentError */
export const enrichmentOf = (variables: Run['env']) =>
	readEnrichment({
		epss: variables['DOCKSCOPE_EPSS'] ?? null,
		kev: variables['DOCKSCOPE_KEV'] ?? null,
		vex: [],
		workingDirectory: process.cwd(),
		now: () => new Date(),
	});

/**
 * Gives a loaded fleet what the scans said that are kept on this machine, as the inspector does; none is started, and nothing is asked of
 * the engine. Not for a replay: that shows another moment,
 * and maybe another machine.
 */
export async function giveKeptScans(fleet: Fleet, reader: EngineReader, variables: Run['env']): Promise<void> {
	const environment = scanEnvironment(variables, reader);
	const cache = scanCache(environment.cacheDirectory);
	const found = new Map<string, Known<ImageScan>>();
	let enrichment: Awaited<ReturnType<typeof readEnrichment>> | null = null;
	for (const image of fleet.model().images.keys()) {
		const reports = await cache.load(image);
		if (reports.length === 0) continue;
		enrichment ??= await enrichmentOf(variables).catch(asUsageError);
		const about = {environment, enrichment, uses: null, now: new Date(), signal: new AbortController().signal};
		const kept = await foldReports(reports, about);
		if (kept !== null) found.set(image, scanFacts(kept.report));
	}
	if (found.size > 0) await fleet.takeScans(found);
}

function asUsageError(error: unknown): never {
	throw error instanceof EnrichmentError ? new UsageError(error.message, {cause: error}) : error;
}
