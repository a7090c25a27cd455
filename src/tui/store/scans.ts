import {type EngineReader, errorText, type HostAccess, type SafeText, trusted} from '../../base/index.js';
import {
	type ContainerUses,
	type Enrichment,
	failure,
	foldReports,
	type MissingArchive,
	type RecordedScans,
	type ScanEnvironment,
	type ScanFailure,
	type ScanReport,
	scanCache,
	scanFacts,
	usageOfContainers,
} from '../../scan/index.js';
import {createImageScans} from './image-scans.js';
import {createSupplies, findMissing} from './missing-advisories.js';
import {createDrifts} from './package-drifts.js';
import {scanImage} from './scan-image.js';
import {createScanQueue} from './scan-queue.js';
import type {ScanService} from './services.js';

type Given = {
	readonly environment: ScanEnvironment & {readonly engine: EngineReader};
	/** The reports in a snapshot, used instead of the cached ones; `null` for a live engine. */
	readonly recorded: RecordedScans | null;
	/** This machine, to see what live processes have loaded; used only once the engine is verified to be local. */
	readonly host: Pick<HostAccess, 'ask'>;
	readonly now: () => number;
	/** The user's own exploitation data and ignore files; read once, with the first report. */
	readonly enrichment: () => Promise<Enrichment>;
};

/** The scans of one engine: cached reports are read on first use, scans run one at a time, listeners are notified of each change. */
export function createScanService({environment, recorded, host, now, enrichment: readFiles}: Given): ScanService {
	let enrichment: Promise<Enrichment> | null = null;
	const files = () => (enrichment ??= readFiles());
	const images = createImageScans();
	const {update} = images;
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

	const drifts = createDrifts(environment, images.notify);

	const scanOne = async (image: string, again: boolean, signal: AbortSignal): Promise<void> => {
		const since = now();
		const onPhase = (phase: SafeText) => update(image, {progress: {phase, since, ahead: 0}});
		// Updates the elapsed time on the screen, only while a scan runs.
		const clock = setInterval(() => update(image, {}), 1000);
		const missing: MissingArchive[] = [];
		try {
			const failed = await supplies.fetch(image, signal, onPhase);
			if (failed !== null) return update(image, {failure: failed});
			if (!again) {
				await show(await cache.load(image), image, {uses: null, signal});
				const known = images.of(image)?.kept;
				if ((known?.report.state === 'complete' || known?.report.state === 'partial') && !known.stale) return;
			}
			const onMissing = (found: readonly MissingArchive[]) => missing.push(...found);
			const report = await scanImage(image, {environment, host, signal, onPhase, online: supplies.online(image), onMissing});
			update(image, {failure: report.error, missing: await findMissing(missing, {environment, now, signal})});
			if (report.error !== null) return;
			await cache.save(report);
			onPhase(trusted('sorting'));
			const kept = await cache.load(image);
			// Without a cache there is nothing to read back: the report itself is shown.
			await show(kept.length > 0 ? kept : [report], image, {uses: null, signal});
		} catch (error) {
			update(image, {failure: signal.aborted ? null : unforeseen(error)});
		} finally {
			clearInterval(clock);
			asked.add(`${image} tally`).add(`${image} page`);
			update(image, {progress: null});
			for (const [ahead, waiting] of queue.waiting().entries()) update(waiting, {progress: waitingAfter(ahead)});
		}
	};
	const queue = createScanQueue(scanOne);
	const waitingAfter = (ahead: number) => ({phase: trusted('waiting'), since: now(), ahead});
	const scan = (wanted: readonly string[], again: boolean) => {
		for (const image of wanted) {
			const ahead = queue.add(image, again);
			if (ahead !== null) update(image, {progress: waitingAfter(ahead)});
		}
	};

	/** New advisories: what they judged before is matched again, from the inventory that was kept. */
	const matchAgain = () =>
		scan(
			images.ids().filter(image => images.of(image)?.kept?.report.scanner.name === trusted('basic')),
			false,
		);
	const supplies = createSupplies(environment, now, {
		onFetched: () => {
			// Exploitation data came with them.
			enrichment = null;
		},
		onChange: recorded === null ? matchAgain : null,
	});
	const cancel = () => {
		supplies.forget();
		for (const image of queue.cancel()) update(image, {progress: null});
	};

	return {
		live: recorded === null,
		tally: images.tally,
		counts: images.counts,
		image: images.of,
		lookUp,
		facts: image => images.of(image)?.facts ?? null,
		scan,
		supply(wanted, how) {
			const names = wanted.flatMap(image => images.of(image)?.missing?.archives.map(({name}) => name) ?? []);
			supplies.agree(how, wanted, [...new Set(names)]);
			scan(wanted, true);
		},
		running() {
			const current = queue.current();
			// When a scan has ended, its progress is gone before the queue moves on.
			const progress = current && images.of(current.image)?.progress;
			return current && progress ? {...current, phase: progress.phase} : null;
		},
		drift: drifts.of,
		lookUpDrift(container, image) {
			// A recording has no files to compare.
			if (recorded === null) drifts.lookUp(container, image);
		},
		cancel,
		close() {
			supplies.close();
			cancel();
		},
		subscribe: images.subscribe,
	};
}

const rowsOf = (reports: readonly ScanReport[]) => reports.flatMap(({vulnerabilities}) => vulnerabilities);

const unforeseen = (error: unknown): ScanFailure => failure('crashed', 'the scan', [], errorText(error));
