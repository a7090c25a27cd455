import {access, lstat} from 'node:fs/promises';
import {join} from 'node:path';
import {fileTrouble, findOwnFile, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {daysSince, oldAfterDays} from '../advisories/age.js';
import {mapInSlices} from '../formats/sliced.js';
import type {ScanReport} from '../report.js';
import {consensus} from './consensus.js';
import {type ContainerUses, withContainers} from './containers.js';
import {EnrichmentError, readEpss, readKev, withExploitation} from './exploitation.js';
import {type DownloadSettings, downloadedFeed, type Feed, storedFeed} from './exploitation-download.js';
import type {ImageNames} from './image-name-match.js';
import {byPriority} from './priority.js';
import {readSuppression, type Suppressed, suppress} from './suppression.js';
import type {Suppression} from './suppression-rule.js';

export {EnrichmentError};

/** The user's own files, ready for lookups. */
export type Enrichment = {
	readonly epssFile: string | null;
	readonly kev: ReadonlySet<string> | null;
	readonly suppressions: readonly Suppression[];
	readonly notes: readonly SafeText[];
};

type Given = {
	readonly epss: string | null;
	readonly kev: string | null;
	readonly vex: readonly string[];
	/** The image that VEX documents are read for; `null` when there are no documents. */
	readonly image: ImageNames | null;
	readonly workingDirectory: string | null;
	readonly now: () => Date;
	/** Feeds that were downloaded or imported before are used; `null`: none are. */
	readonly cacheDirectory: string | null;
	/** Settings for downloading feeds without a local file; `null`: no downloads. */
	readonly download: DownloadSettings | null;
};

const ignoreFiles = ['.trivyignore', '.trivyignore.yaml', '.grype.yaml'];

/** @throws EnrichmentError for a named file that cannot be used */
export async function readEnrichment({
	vex,
	image,
	workingDirectory,
	now,
	cacheDirectory,
	download,
	...files
}: Given): Promise<Enrichment> {
	const notes: SafeText[] = [];
	const found = (workingDirectory === null ? [] : ignoreFiles.map(name => join(workingDirectory, name))).filter(path => {
		const file = findOwnFile(path);
		if (file.state === 'refused')
			notes.push(safe`${sanitise(path)} is not applied: ${file.why}. To use it on purpose: --vex ${sanitise(path)}`);
		return file.state === 'ours';
	});
	const fetched = async (name: Feed) => {
		if (download !== null) return downloadedFeed(name, download);
		const stored = cacheDirectory === null ? null : await storedFeed(name, cacheDirectory);
		if (stored === null) return null;
		const days = daysSince(stored.date.toISOString(), now());
		if (days > oldAfterDays)
			notes.push(safe`${trusted(name.toUpperCase())} of ${days} days ago: dockscope scan --download-exploitation`);
		return stored.path;
	};
	const epss = files.epss ?? (await fetched('epss'));
	const kev = files.kev ?? (await fetched('kev'));
	if (epss !== null)
		await access(epss).catch((error: Error) => Promise.reject(new EnrichmentError(`cannot read ${epss}: ${fileTrouble(error)}`)));
	return {
		epssFile: epss,
		kev: kev === null ? null : await readKev(kev),
		suppressions: await Promise.all([
			...found.map(path => unquotedSuppression(path, now(), image)),
			...vex.map(path => readSuppression(path, now(), image)),
		]),
		notes,
	};
}

/** A link may lead to any file that the caller may read, and what is wrong with it would quote it. @throws EnrichmentError */
async function unquotedSuppression(path: string, now: Date, image: ImageNames | null): Promise<Suppression> {
	try {
		return await readSuppression(path, now, image);
	} catch (error) {
		if (!(error instanceof EnrichmentError) || !(await lstat(path)).isSymbolicLink()) throw error;
		throw new EnrichmentError(`${path} is a link to what is no ignore file`);
	}
}

export type EnrichedReport = ScanReport & {readonly suppressed: readonly Suppressed[]};

type About = {
	readonly enrichment: Enrichment;
	/** Current use of the image by containers; `null`: the rows keep what was seen when they were scanned. */
	readonly uses: ContainerUses;
	readonly signal: AbortSignal;
};

/** Merges the reports of one image into one, with everything known about this host, most urgent first. */
export async function enrich(reports: readonly ScanReport[], {enrichment, uses, signal}: About): Promise<EnrichedReport> {
	const [leading] = reports;
	if (leading === undefined) throw new EnrichmentError('no report');
	const rows = reports.length === 1 ? leading.vulnerabilities : consensus(reports);
	const names = new Set<string>(rows.flatMap(row => [row.id, ...row.aliases]));
	const epss = enrichment.epssFile === null ? null : await readEpss(enrichment.epssFile, names);
	const {kept, suppressed} = suppress(rows, enrichment.suppressions);
	const enriched = await mapInSlices(
		kept,
		row => withContainers(withExploitation(row, {epss, kev: enrichment.kev}), uses),
		signal,
	);
	const report = {...leading, ...joined(reports)};
	return {
		...report,
		notes: [...report.notes, ...enrichment.notes],
		vulnerabilities: await byPriority(enriched, signal),
		suppressed,
	};
}

const completeness: readonly ScanReport['state'][] = ['complete', 'partial', 'not-scanned', 'failed'];

/** Several scanners: as complete as the best of them, with all of their names. */
function joined(reports: readonly ScanReport[]): Partial<ScanReport> {
	if (reports.length < 2) return {};
	const [best] = reports.toSorted((a, b) => completeness.indexOf(a.state) - completeness.indexOf(b.state));
	if (best === undefined) return {};
	const {state, coverage, filters} = best;
	const usable = state === 'complete' || state === 'partial';
	return {
		state,
		coverage,
		filters,
		notes: [
			...new Set(reports.flatMap(({notes, error}) => (error === null ? notes : [error.message, ...notes]))),
			sanitise(`by ${reports.map(({scanner}) => scanner.name).join(' and ')}`),
		],
		packages: Math.max(...reports.map(({packages}) => packages ?? 0)) || null,
		secrets: reports.flatMap(({secrets}) => secrets),
		misconfigurations: reports.flatMap(({misconfigurations}) => misconfigurations),
		licences: reports.flatMap(({licences}) => licences),
		codeFindings: reports.flatMap(({codeFindings}) => codeFindings),
		error: usable ? null : (reports.find(({error}) => error !== null)?.error ?? null),
	};
}
