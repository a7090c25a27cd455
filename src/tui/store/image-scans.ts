import {type SafeText, safe, trusted} from '../../base/index.js';
import {shortTally, type Tally, tally} from '../../scan/index.js';
import type {ImageScanStatus} from '../pages/scan-results.js';

/** What is known about the scans of each image, by image id, and who is notified of changes. */
export type ImageScans = {
	of(image: string): ImageScanStatus | null;
	/** Every image that anything is known about. */
	ids(): readonly string[];
	/** See `ScanResults.tally`. */
	tally(image: string): SafeText;
	/** See `ScanResults.counts`. */
	counts(image: string): Tally | null;
	update(image: string, change: Partial<ImageScanStatus>): void;
	/** Something new about an image, or about a container. */
	notify(id: string): void;
	subscribe(listener: (id: string) => void): () => void;
};

const nothing: ImageScanStatus = {kept: null, facts: null, progress: null, failure: null, missing: null};

export function createImageScans(): ImageScans {
	const scans = new Map<string, ImageScanStatus>();
	const tallies = new Map<string, {readonly words: SafeText; readonly counts: Tally | null}>();
	const listeners = new Set<(id: string) => void>();

	const notify = (id: string) => {
		for (const listener of listeners) listener(id);
	};
	return {
		of: image => scans.get(image) ?? null,
		ids: () => [...scans.keys()],
		tally: image => tallies.get(image)?.words ?? trusted('?'),
		counts: image => tallies.get(image)?.counts ?? null,
		update(image, change) {
			const next = {...(scans.get(image) ?? nothing), ...change};
			scans.set(image, next);
			const counts = countsOf(next);
			tallies.set(image, {words: tallyOf(next, counts), counts});
			notify(image);
		},
		notify,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

function countsOf({kept}: ImageScanStatus): Tally | null {
	const state = kept?.report.state;
	return kept === null || state === 'failed' || state === 'not-scanned' ? null : tally(kept.report.vulnerabilities);
}

function tallyOf({kept, progress, failure}: ImageScanStatus, counts: Tally | null): SafeText {
	if (progress !== null) return progress.ahead === 0 ? trusted('scanning') : trusted('waiting');
	if (kept === null || counts === null) return failure === null ? trusted('?') : trusted('? failed');
	const {state, vulnerabilities} = kept.report;
	const doubt = trusted(`${kept.stale || failure !== null ? '~' : ''}${state === 'partial' ? '?' : ''}`);
	// A dash is for a clean image: of one that was judged in part, nothing is known of the rest.
	if (state === 'partial' && vulnerabilities.length === 0) return trusted(doubt === '?' ? 'partial' : '~partial');
	return safe`${doubt}${shortTally(counts)}`;
}
