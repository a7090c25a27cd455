import type {SafeText} from '../base/index.js';
import {isFresh} from './cache.js';
import type {ContainerUses} from './enrichment/containers.js';
import {type Enrichment, enrich} from './enrichment/enrich.js';
import type {Suppressed} from './enrichment/suppression.js';
import type {ScanReport} from './report.js';
import type {ScanEnvironment} from './scanner.js';
import {scanners} from './scanners.js';

export type KeptScan = {
	/** Of the newest scan, with the rows of all scanners, most urgent first. */
	readonly report: ScanReport;
	/** Other scanners: how many of the report's rows each also has, and how many only it has. */
	readonly others: readonly {readonly name: SafeText; readonly agrees: number; readonly adds: number}[];
	/** Suppressed by an ignore or VEX file, with which and why. */
	readonly suppressed: readonly Suppressed[];
	/** From an older database than the current one, or more than a day old. */
	readonly stale: boolean;
};

type About = {
	readonly environment: ScanEnvironment;
	readonly enrichment: Enrichment;
	/** Current use of the image by containers; `null`: the rows show what was running at the time of the scan. */
	readonly uses: ContainerUses;
	readonly now: Date;
	readonly signal: AbortSignal;
};

/** Merges the reports of one image, newest first, into one. `null` when there is none. */
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

/** Whether its scanner would report the same again with its current data. */
export async function isUpToDate(report: ScanReport, {environment, now}: Pick<About, 'environment' | 'now'>): Promise<boolean> {
	const scanner = scanners.find(({name}) => name === report.scanner.name);
	const since = (await scanner?.dataSince?.(environment)) ?? null;
	if (since !== null && since.toISOString() > report.scannedAt) return false;
	return isFresh(report, now, (await scanner?.databaseDate?.(environment)) ?? null);
}
