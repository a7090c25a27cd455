import {compareText, type SafeText, trusted} from '../base/index.js';
import type {EnrichedReport} from './enrichment/enrich.js';
import {priority} from './enrichment/priority.js';
import {gaps} from './render/gaps.js';
import {type ScanReport, scanSeverities, type Tally, tally} from './report.js';

/** One line about an image: what a scan of it found, and what that means here. */
export type ImageSummary = Pick<ScanReport, 'target' | 'scanner' | 'state' | 'scannedAt' | 'packages' | 'error'> & {
	readonly severities: Tally;
	/** Vulnerabilities with a fix. */
	readonly fixable: number;
	/** Vulnerabilities in packages that a live process has loaded; `null`: not known for any of them. */
	readonly loaded: number | null;
	/** Whether a container of the image is published beyond its host; `null`: not known, or nothing was found. */
	readonly exposed: boolean | null;
	/** Why the scan is not complete, and what of it is not shown, one sentence each. */
	readonly gaps: readonly SafeText[];
	/** Vulnerabilities that ignore files, VEX documents or waivers of the policy hide; the other counts are without them. */
	readonly suppressed: number;
	/** Of the most urgent vulnerability; 0 without one. Only for sorting. */
	readonly urgency: number;
};

/** A report with what was suppressed of it; one that failed has nothing to suppress. */
export type SummarisedReport = ScanReport & Partial<Pick<EnrichedReport, 'suppressed'>>;

/** @param report  enriched with what runs */
export function imageSummary(report: SummarisedReport): ImageSummary {
	const {target, scanner, state, scannedAt, packages, error, vulnerabilities: rows} = report;
	const decided = rows.filter(row => row.loaded !== 'unknown');
	return {
		target,
		scanner,
		state,
		scannedAt,
		packages,
		error,
		severities: tally(rows),
		fixable: rows.filter(({fix}) => fix.state === 'fixed').length,
		loaded: decided.length === 0 && rows.length > 0 ? null : decided.filter(row => row.loaded === 'loaded').length,
		exposed: rows.find(({exposed}) => exposed !== null)?.exposed ?? null,
		gaps: whyIncomplete(report),
		suppressed: report.suppressed?.length ?? 0,
		urgency: rows.reduce((most, row) => Math.max(most, priority(row)), 0),
	};
}

function whyIncomplete(report: ScanReport): readonly SafeText[] {
	const {state, error, notes} = report;
	if (state === 'complete') return gaps(report);
	if (error !== null) return [error.message, error.next];
	const known = gaps(report);
	return known.length > 0 ? known : [notes[0] ?? trusted('no package was judged')];
}

/** Worst first: the most urgent vulnerability, then the counts; an image that was not examined comes before a clean one. */
export function byUrgency(a: ImageSummary, b: ImageSummary): number {
	const counts = scanSeverities.map(severity => b.severities[severity] - a.severities[severity]);
	return (
		b.urgency - a.urgency ||
		(counts.find(difference => difference !== 0) ?? 0) ||
		doubt.indexOf(a.state) - doubt.indexOf(b.state) ||
		compareText(a.target.image, b.target.image)
	);
}

const doubt: readonly ScanReport['state'][] = ['failed', 'not-scanned', 'partial', 'complete'];
