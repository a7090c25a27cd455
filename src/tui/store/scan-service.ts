import {type SafeText, trusted} from '../../base/index.js';
import type {MissingArchive} from '../../scan/index.js';
import {createImageScans} from './image-scans.js';
import {type KeptParts, keptScans, unforeseen} from './kept-scans.js';
import {createSupplies, findMissing} from './missing-advisories.js';
import {createDrifts} from './package-drifts.js';
import {scanImage} from './scan-image.js';
import {createScanQueue} from './scan-queue.js';
import type {ScanService} from './services.js';

/** The scans of one engine: cached reports are read on first use, scans run one at a time, listeners are notified of each change. */
export function createScanService(parts: KeptParts): ScanService {
	const {environment, recorded, now} = parts;
	const images = createImageScans();
	const {update} = images;
	const kept = keptScans(parts, images);
	const drifts = createDrifts(environment, images.notify);

	const scanOne = async (image: string, again: boolean, signal: AbortSignal): Promise<void> => {
		const since = now();
		const onPhase = (phase: SafeText) => update(image, {progress: {phase, since, ahead: 0}});
		// Updates the elapsed time on the screen, only while a scan runs.
		const clock = setInterval(() => update(image, {}), 1000);
		try {
			await scanAndKeep(image, again, {...parts, images, kept, supplies, onPhase, signal});
		} catch (error) {
			update(image, {failure: signal.aborted ? null : unforeseen(error)});
		} finally {
			clearInterval(clock);
			kept.isUpToDate(image);
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
		// Exploitation data came with them.
		onFetched: kept.enrichAgain,
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
		lookUp: kept.lookUp,
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

type Scanning = KeptParts & {
	readonly images: ReturnType<typeof createImageScans>;
	readonly kept: ReturnType<typeof keptScans>;
	readonly supplies: ReturnType<typeof createSupplies>;
	readonly onPhase: (phase: SafeText) => void;
	readonly signal: AbortSignal;
};

/** @param again  also where a report that is kept is complete and fresh */
async function scanAndKeep(
	image: string,
	again: boolean,
	{environment, host, now, images, kept, supplies, onPhase, signal}: Scanning,
): Promise<void> {
	const {update} = images;
	const missing: MissingArchive[] = [];
	const failed = await supplies.fetch(image, signal, onPhase);
	if (failed !== null) return update(image, {failure: failed});
	if (!again) {
		await kept.show(await kept.load(image), image, {uses: null, signal});
		const known = images.of(image)?.kept;
		if ((known?.report.state === 'complete' || known?.report.state === 'partial') && !known.stale) return;
	}
	const onMissing = (found: readonly MissingArchive[]) => missing.push(...found);
	const report = await scanImage(image, {environment, host, signal, onPhase, online: supplies.online(image), onMissing});
	update(image, {failure: report.error, missing: await findMissing(missing, {environment, now, signal})});
	if (report.error !== null) return;
	await kept.save(report);
	onPhase(trusted('sorting'));
	const saved = await kept.load(image);
	// Without a cache there is nothing to read back: the report itself is shown.
	await kept.show(saved.length > 0 ? saved : [report], image, {uses: null, signal});
}
