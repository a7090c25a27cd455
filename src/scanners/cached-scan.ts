import type {SafeText} from '../terminal/safe-text.js';
import {isFresh} from './cache.js';
import type {ContainerUses} from './enrichment/containers.js';
import {type Enrichment, enrich} from './enrichment/enrich.js';
import type {Suppressed} from './enrichment/suppression.js';
import type {ScanReport} from './report.js';
import type {ScanEnvironment} from './scanner.js';
import {scanners} from './scanners.js';

/** What the reports of one image say together. */
export type KeptScan = {
	/** By the newest scan; the rows are those of all scanners, most urgent first. */
	readonly report: ScanReport;
	/** Scanners beside the report's own: how many of its rows each of them has too, and how many it alone brought. */
	readonly others: readonly {readonly name: SafeText; readonly agrees: number; readonly adds: number}[];
	/** Left out by an ignore or VEX file, with which and why. */
	readonly suppressed: readonly Suppressed[];
	/** Of another database than the one that is here now, or older than a day. */
	readonly stale: boolean;
};

type About = {
	readonly environment: ScanEnvironment;
	readonly enrichment: Enrichment;
	/** What runs of the image now; `null`: the rows say what ran when they were scanned. */
	readonly uses: ContainerUses;
	readonly now: Date;
	readonly signal: AbortSignal;
};

/** Folds the reports of one image, newest first, into one. `null` when there is none. */
export async function foldReports(reports: readonly ScanReport[], about: About): Promise<KeptScan | null> {
	const [newest] = reports;
	if (newest === undefined) return null;
	const {suppressed, ...report} = await enrich(reports, about);
	const names = reports.slice(1).map(({scanner}) => scanner.name);
	return {
		report: {...report, scanner: newest.scanner, scannedAt: newest.scannedAt},
		others: names.map(name => {
			const its = report.vulnerabilities.filter(({sources}) => sources.includes(name));
			const agrees = its.filter(({sources}) => sources.includes(newest.scanner.name)).length;
			return {name, agrees, adds: its.length - agrees};
		}),
		suppressed,
		stale: !(await isUpToDate(newest, about)),
	};
}

/** Whether a kept report says what its scanner, with the data that it has now, would say again. */
export async function isUpToDate(report: ScanReport, {environment, now}: Pick<About, 'environment' | 'now'>): Promise<boolean> {
	const scanner = scanners.find(({name}) => name === report.scanner.name);
	const since = (await scanner?.dataSince?.(environment)) ?? null;
	if (since !== null && since.toISOString() > report.scannedAt) return false;
	return isFresh(report, now, (await scanner?.databaseDate?.(environment)) ?? null);
}
