import {groupBy, sanitise} from '../base/index.js';
import {reportFromJson} from './formats/dockscope-report.js';
import {scanDocument} from './render/scan-json.js';
import {byScanSeverity, type ScanReport} from './report.js';

/** Rows of all reports in a snapshot: some 15 MB. */
const rowLimit = 20_000;
/** Bounds for the rows of one report. */
const [most, least] = [2000, 100];

/** Cached reports for a snapshot: `dockscope.scan/1`, for a large one just the worst rows, which its notes say. */
export function recordableScans(reports: readonly ScanReport[]): readonly object[] {
	const limit = Math.max(least, Math.min(most, Math.floor(rowLimit / Math.max(1, reports.length))));
	return reports.map(report => scanDocument(worstOf(report, limit), null));
}

function worstOf(report: ScanReport, limit: number): ScanReport {
	const all = report.vulnerabilities;
	if (all.length <= limit) return report;
	const vulnerabilities = [...all].sort((a, b) => byScanSeverity(a.severity, b.severity)).slice(0, limit);
	const note = sanitise(`recorded with the worst ${limit} of ${all.length} vulnerabilities`);
	return {...report, vulnerabilities, notes: [...report.notes, note]};
}

export type RecordedScans = {
	load(imageId: string): Promise<ScanReport[]>;
};

/** The reports in a snapshot. Invalid ones are skipped: a snapshot may have been written by hand. */
export function recordedScans(documents: readonly unknown[]): RecordedScans {
	const reports = documents.flatMap(document => reportFromJson(document) ?? []);
	const byImage = groupBy(reports, ({target}) => target.id);
	return {load: async id => [...(byImage.get(id) ?? [])].sort((a, b) => (a.scannedAt < b.scannedAt ? 1 : -1))};
}
