import {type EngineReader, errorText, type HostAccess} from '../../base/index.js';
import {
	type ContainerUses,
	type Enrichment,
	failure,
	foldReports,
	type RecordedScans,
	type ScanEnvironment,
	type ScanFailure,
	type ScanReport,
	scanCache,
	scanFacts,
	usageOfContainers,
} from '../../scan/index.js';
import type {createImageScans} from './image-scans.js';

export type KeptParts = {
	readonly environment: ScanEnvironment & {readonly engine: EngineReader};
	/** The reports in a snapshot, used instead of the cached ones; `null` for a live engine. */
	readonly recorded: RecordedScans | null;
	/** This machine, to see what live processes have loaded; used only once the engine is verified to be local. */
	readonly host: Pick<HostAccess, 'ask'>;
	readonly now: () => number;
	/** The user's own exploitation data and ignore files; read once, with the first report. */
	readonly enrichment: () => Promise<Enrichment>;
};

/** The reports that are kept of images: read from the cache or the snapshot, enriched, and shown. */
export function keptScans(
	{environment, recorded, host, now, enrichment: readFiles}: KeptParts,
	{update}: Pick<ReturnType<typeof createImageScans>, 'update'>,
) {
	let enrichment: Promise<Enrichment> | null = null;
	const files = () => (enrichment ??= readFiles());
	const asked = new Set<string>();
	const cache = scanCache(recorded === null ? environment.cacheDirectory : null);
	const reports = recorded ?? cache;

	/** Merges reports of an image into what is shown. */
	const show = async (
		reports: readonly ScanReport[],
		image: string,
		{uses, signal}: {uses: ContainerUses; signal: AbortSignal},
	): Promise<void> => {
		const about = {environment, uses, enrichment: await files(), now: new Date(now()), signal};
		const kept = await foldReports(reports, about);
		// A recorded report is no older than the rest of the snapshot.
		if (kept !== null) update(image, {kept: {...kept, stale: kept.stale && recorded === null}, facts: scanFacts(kept.report)});
	};

	let reading = Promise.resolve();
	/**
	 * Cached reports are read once, in the background, on first use, one image after another. A tally needs no request to the
	 * engine; a page does: a list of fifty images must not cost fifty requests.
	 */
	const lookUp = (image: string, depth: 'tally' | 'page') => {
		if (asked.has(`${image} ${depth}`)) return;
		asked.add(`${image} ${depth}`).add(`${image} tally`);
		const {signal} = new AbortController();
		const read = async () => {
			const found = await reports.load(image);
			const looks = depth === 'page' && found.length > 0 && recorded === null;
			const uses = looks
				? await usageOfContainers(environment.engine, {host, imageId: image, rows: rowsOf(found), signal})
				: null;
			await show(found, image, {uses, signal});
		};
		reading = reading.then(read).catch((error: unknown) => update(image, {failure: unforeseen(error)}));
	};

	return {
		show,
		lookUp,
		load: cache.load,
		save: cache.save,
		/** After a scan there is nothing to look up. */
		isUpToDate: (image: string) => void asked.add(`${image} tally`).add(`${image} page`),
		/** The user's files have changed. */
		enrichAgain() {
			enrichment = null;
		},
	};
}

const rowsOf = (reports: readonly ScanReport[]) => reports.flatMap(({vulnerabilities}) => vulnerabilities);

export const unforeseen = (error: unknown): ScanFailure => failure('crashed', 'the scan', [], errorText(error));
