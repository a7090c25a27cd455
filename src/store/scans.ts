import type {EngineReader} from '../engine/engine-reader.js';
import type {HostTree} from '../host/host-tree.js';
import {isFresh, scanCache} from '../scanners/cache.js';
import {chooseScanner, detectScanners} from '../scanners/detect.js';
import {type Enrichment, enrich} from '../scanners/enrichment/enrich.js';
import type {ScanFailure} from '../scanners/failure.js';
import {changedPackages, pristineContainer} from '../scanners/inventory/drift.js';
import {shortTally} from '../scanners/render/tally.js';
import type {ScanReport} from '../scanners/report.js';
import {failure} from '../scanners/run/classify.js';
import {runScanner} from '../scanners/run-scanner.js';
import type {ScanEnvironment, ScanTarget} from '../scanners/scanner.js';
import {scanners} from '../scanners/scanners.js';
import {own, type SafeText, safely} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import type {ImageScan, ScanService} from './services.js';

type Given = {
	readonly environment: ScanEnvironment & {readonly engine: EngineReader};
	/** This machine's files, for what live processes have loaded; used only once the engine is proven to be here. */
	readonly host: HostTree;
	readonly now: () => number;
	/** The user's own files on exploitation, and what they ignore; read once, with the first report. */
	readonly enrichment: () => Promise<Enrichment>;
};

const nothing: ImageScan = {report: null, rows: [], others: [], suppressed: [], progress: null, failure: null, stale: false};

/** The scans of one engine: what was kept is read when first asked for, scans run one at a time, listeners are told of each change. */
export function createScanService({environment, host, now, enrichment: readFiles}: Given): ScanService {
	let enrichment: Promise<Enrichment> | null = null;
	const databaseDate = async (scanner: string) =>
		(await scanners.find(({name}) => name === scanner)?.databaseDate?.(environment)) ?? null;
	const files = () => (enrichment ??= readFiles());
	const images = new Map<string, ImageScan>();
	const asked = new Set<string>();
	const tallies = new Map<string, SafeText>();
	const listeners = new Set<() => void>();
	const cache = scanCache(environment.cacheDirectory);
	const queue: {readonly image: string; readonly again: boolean}[] = [];
	let running: {readonly image: string; readonly cancellation: AbortController} | null = null;

	const update = (image: string, change: Partial<ImageScan>) => {
		const next = {...(images.get(image) ?? nothing), ...change};
		images.set(image, next);
		tallies.set(image, tallyOf(next));
		for (const listener of listeners) listener();
	};

	/** Folds everything that is kept of an image into what is shown of it; with `engine` also what runs of it now. */
	const show = async (image: string, engine: EngineReader | null, signal: AbortSignal): Promise<void> => {
		const reports = await cache.load(image);
		const [newest] = reports;
		if (newest === undefined) return;
		update(image, await told(reports, {image, engine, host, now, enrichment: await files(), signal, databaseDate}));
	};

	/**
	 * What was kept is read once, in the background, when somebody first looks. A tally needs nothing of the engine; a page does: lists of
	 * fifty images must not cost fifty questions.
	 */
	const lookUp = (image: string, depth: 'tally' | 'page') => {
		if (asked.has(`${image} ${depth}`)) return;
		asked.add(`${image} ${depth}`).add(`${image} tally`);
		show(image, depth === 'page' ? environment.engine : null, new AbortController().signal).catch((error: unknown) =>
			update(image, {failure: unforeseen(error)}),
		);
	};

	const drifts = new Map<string, readonly SafeText[]>();
	const lookAtDrift = async (container: string): Promise<void> => {
		const changed = await changedPackages(environment.engine, container);
		if (changed === null || changed.length === 0) return;
		drifts.set(container, changed);
		for (const listener of listeners) listener();
	};

	const scanNext = async (): Promise<void> => {
		const next = running === null ? queue.shift() : undefined;
		if (next === undefined) return;
		const {image, again} = next;
		const cancellation = new AbortController();
		running = {image, cancellation};
		const since = now();
		const onPhase = (phase: SafeText) => update(image, {progress: {phase, since, ahead: 0}});
		// Time goes by on the screen while a scan runs, and only then.
		const clock = setInterval(() => update(image, {}), 1000);
		try {
			if (!again) {
				await show(image, null, cancellation.signal);
				const known = images.get(image);
				if (known?.report?.state === 'complete' && !known.stale) return;
			}
			onPhase(own('looking for scanners'));
			const report = await scanImage(image, {environment, signal: cancellation.signal, onPhase});
			if (report.error === null) await cache.save(report);
			update(image, {failure: report.error});
			if (report.error === null) {
				onPhase(own('sorting'));
				// Without a cache there is nothing to read back: the report itself is shown.
				if (environment.cacheDirectory === null || report.target.id === null)
					update(
						image,
						await told([report], {
							image,
							engine: environment.engine,
							host,
							now,
							enrichment: await files(),
							signal: cancellation.signal,
							databaseDate,
						}),
					);
				else await show(image, environment.engine, cancellation.signal);
			}
		} catch (error) {
			update(image, {failure: cancellation.signal.aborted ? null : unforeseen(error)});
		} finally {
			clearInterval(clock);
			running = null;
			asked.add(`${image} tally`).add(`${image} page`);
			update(image, {progress: null});
			for (const [ahead, waiting] of queue.entries())
				update(waiting.image, {progress: {phase: own('waiting'), since: now(), ahead}});
			void scanNext();
		}
	};

	return {
		tally(image) {
			lookUp(image, 'tally');
			return tallies.get(image) ?? own('?');
		},
		image(image) {
			lookUp(image, 'page');
			return images.get(image) ?? null;
		},
		scan(wanted, again) {
			for (const image of wanted) {
				if (queue.some(waiting => waiting.image === image) || running?.image === image) continue;
				queue.push({image, again});
				update(image, {progress: {phase: own('waiting'), since: now(), ahead: queue.length - 1 + (running === null ? 0 : 1)}});
			}
			void scanNext();
		},
		drift(container) {
			const known = drifts.get(container);
			if (known !== undefined) return known;
			drifts.set(container, []);
			// Without an answer nothing is said: the page is about the image.
			lookAtDrift(container).catch((error: unknown) => drifts.set(container, [sanitise(String(error))]));
			return [];
		},
		cancel() {
			for (const {image} of queue.splice(0)) update(image, {progress: null});
			running?.cancellation.abort();
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

type About = {
	image: string;
	engine: EngineReader | null;
	host: HostTree;
	now: () => number;
	enrichment: Enrichment;
	signal: AbortSignal;
	/** Date of the database that a scanner has now; `null` where it does not tell. */
	databaseDate: (scanner: string) => Promise<string | null>;
};

/** Reports of one image, newest first, as the screen shows them. */
async function told(
	reports: readonly ScanReport[],
	{image, engine, host, now, enrichment, signal, databaseDate}: About,
): Promise<Partial<ImageScan>> {
	const [newest] = reports;
	if (newest === undefined) return {};
	const target = {image: newest.target.image, reference: image, id: image, containers: [], containerId: null};
	const report = await enrich(reports, {target, enrichment, engine, host, signal});
	const names = reports.slice(1).map(({scanner}) => scanner.name);
	return {
		report: {...report, scanner: newest.scanner, scannedAt: newest.scannedAt},
		rows: report.vulnerabilities,
		others: names.map(name => ({name, agrees: report.vulnerabilities.filter(({sources}) => sources.includes(name)).length})),
		suppressed: report.suppressed,
		stale: !isFresh(newest, new Date(now()), await databaseDate(newest.scanner.name)),
	};
}

type Scan = {environment: Given['environment']; signal: AbortSignal; onPhase: (phase: SafeText) => void};

/** One image with the best scanner that is here; through dockscope's own inventory, which is ten times as fast as an export. */
async function scanImage(image: string, {environment, signal, onPhase}: Scan): Promise<ScanReport> {
	const chosen = chooseScanner(await detectScanners(environment, signal), null);
	const target = await targetOf(environment.engine, image, signal);
	if (chosen === null) throw new Error('no scanner is available');
	onPhase(safely`${chosen.scanner.label} begins`);
	const online = environment.variables['DOCKSCOPE_OSV_ONLINE'] === '1';
	return runScanner(chosen.scanner, chosen.detection, target, {environment, signal, onPhase, fast: true, online});
}

async function targetOf(engine: EngineReader, image: string, signal: AbortSignal): Promise<ScanTarget> {
	const [{RepoTags}, rows] = await Promise.all([engine.image(image, signal), engine.containers({all: true}, signal)]);
	const users = rows.filter(row => row.ImageID === image);
	const reference = RepoTags?.[0] ?? image;
	return {
		image: sanitise(reference),
		reference,
		id: image,
		containers: users.map(row => sanitise((row.Names?.[0] ?? row.Id.slice(0, 12)).replace(/^\//, ''))),
		// What one container has changed must not be said of the others: then the image itself is read.
		containerId: await pristineContainer(
			engine,
			users.toSorted(runningFirst).map(({Id}) => Id),
			signal,
		),
	};
}

const runningFirst = (a: {State?: string}, b: {State?: string}): number =>
	Number(b.State === 'running') - Number(a.State === 'running');

function tallyOf({report, rows, progress, stale, failure}: ImageScan): SafeText {
	if (progress !== null) return progress.ahead === 0 ? own('scanning') : own('waiting');
	if (report === null || report.state !== 'complete') return failure === null ? own('?') : own('? failed');
	return safely`${stale || failure !== null ? own('~') : own('')}${shortTally(rows)}`;
}

const unforeseen = (error: unknown): ScanFailure =>
	failure('crashed', 'the scan', [], error instanceof Error ? error.message : String(error));
