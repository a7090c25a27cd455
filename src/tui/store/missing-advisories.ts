import {type SafeText, sanitise} from '../../base/index.js';
import {
	archiveSizes,
	archivesOf,
	downloadArchive,
	downloadedFeed,
	failure,
	feedNames,
	type MissingArchive,
	type ScanEnvironment,
	type ScanFailure,
	SourceError,
	sourceOf,
	watchArchives,
	withoutCredentials,
	withoutNetwork,
} from '../../scan/index.js';
import type {MissingAdvisories} from '../pages/scan-results.js';

/** Milliseconds: the question must not come long after the scan. */
const sizesWithin = 5000;
const betweenPhases = 250;

type About = {
	readonly environment: ScanEnvironment;
	readonly now: () => number;
	readonly signal: AbortSignal;
};

/** Which archives an image takes that are not stored here, and how large they are; `null` when they could not be stored either. */
export async function findMissing(
	missing: readonly MissingArchive[],
	{environment: {cacheDirectory, variables}, signal}: About,
): Promise<MissingAdvisories | null> {
	const names = archivesOf(missing);
	if (names.length === 0 || cacheDirectory === null) return null;
	const from = sanitise(withoutCredentials(sourceOf(variables)));
	const unsized = names.map(name => ({name: sanitise(name), size: null}));
	try {
		const sizes = await archiveSizes(names, {variables, signal}, sizesWithin);
		return {archives: names.map(name => ({name: sanitise(name), size: sizes.get(name) ?? null})), from, unreachable: null};
	} catch (error) {
		if (error instanceof SourceError) return {archives: unsized, from, unreachable: sanitise(error.message)};
		throw error;
	}
}

/** What the user agreed to get from outside for scans, and what happens when it arrives. */
export type Supplies = {
	/** `download`: of the archives, before the first of the images is scanned. `online`: scans of these images ask api.osv.dev, and no others. */
	agree(how: 'download' | 'online', images: readonly string[], archives: readonly SafeText[]): void;
	online(image: string): boolean;
	/** Downloads what was agreed to for an image. Returns why it failed, `null` also when there was nothing to do. */
	fetch(image: string, signal: AbortSignal, onPhase: (phase: SafeText) => void): Promise<ScanFailure | null>;
	/** Withdraws what is not downloaded yet. */
	forget(): void;
	close(): void;
};

type Events = {
	readonly onFetched: () => void;
	/** Archives were replaced, also by another process; `null`: not watched. */
	readonly onChange: (() => void) | null;
};

export function createSupplies(environment: ScanEnvironment, now: () => number, {onFetched, onChange}: Events): Supplies {
	const {cacheDirectory: cache} = environment;
	const agreed = new Map<string, readonly SafeText[]>();
	/** Whose packages may be sent. */
	const online = new Set<string>();
	const startWatch = () => (cache === null || onChange === null ? () => undefined : watchArchives(cache, onChange));
	let stopWatch = startWatch();
	return {
		agree(how, images, archives) {
			const [first] = images;
			if (how === 'online') for (const image of images) online.add(image);
			else if (first !== undefined) agreed.set(first, archives);
		},
		online: image => online.has(image),
		async fetch(image, signal, onPhase) {
			const archives = agreed.get(image) ?? [];
			agreed.delete(image);
			if (archives.length === 0) return null;
			const failed = await download(archives, {environment, now, signal}, onPhase);
			onFetched();
			// The folder may not have existed before.
			stopWatch();
			stopWatch = startWatch();
			return failed;
		},
		forget: () => agreed.clear(),
		close: () => stopWatch(),
	};
}

/** Downloads archives, and what is known of exploitation. Returns why it failed. */
async function download(
	archives: readonly SafeText[],
	{environment, now, signal}: About,
	onPhase: (phase: SafeText) => void,
): Promise<ScanFailure | null> {
	const {cacheDirectory: cache, variables} = environment;
	if (cache === null) return null;
	const clock = () => new Date(now());
	const seldom = atMostEvery(betweenPhases, onPhase);
	try {
		for (const name of archives) await downloadArchive(name, {cache, variables, now: clock, signal, onPhase: seldom});
		for (const feed of feedNames)
			await downloadedFeed(feed, {variables, cacheDirectory: cache, now: clock, signal, tell: onPhase});
		return null;
	} catch (error) {
		if (!(error instanceof SourceError)) throw error;
		return {...failure('no-network', 'the download', [], error.message), next: withoutNetwork};
	}
}

function atMostEvery(milliseconds: number, report: (phase: SafeText) => void): (phase: SafeText) => void {
	let last = 0;
	return phase => {
		const now = performance.now();
		if (now - last < milliseconds) return;
		last = now;
		report(phase);
	};
}
