import {isoTime, parseTime} from '../../base/index.js';
import {at, entries, first, list, number, rawText} from './json.js';

/**
 * When a report of any format was made; `null` if it does not say, or says something that is no date.
 *
 * @returns RFC 3339 in UTC
 */
export function dateOf(document: unknown): string | null {
	const found = first(...candidates(document).map(timeOf));
	return found === null ? null : new Date(found).toISOString();
}

/** The end of a scan before its start: what was published in between may be missing. */
function candidates(document: unknown): readonly unknown[] {
	const report = Array.isArray(document) ? document[0] : document;
	const run = list(at(report, 'runs'))[0];
	const invocation = list(at(run, 'invocations'))[0];
	const [, harbor] = entries(report).find(([key]) => key.startsWith('application/vnd.')) ?? [];
	const resources = Array.isArray(at(report, 'items')) ? list(at(report, 'items')) : [report];
	const aqua = number(at(report, 'scan_started', 'seconds')) ?? number(at(report, 'results', 'scan_started', 'seconds'));
	return [
		at(report, 'scannedAt'),
		at(report, 'CreatedAt'),
		at(report, 'descriptor', 'timestamp'),
		at(report, 'metadata', 'timestamp'),
		at(invocation, 'endTimeUtc'),
		at(invocation, 'startTimeUtc'),
		at(report, 'scan', 'end_time'),
		at(report, 'scan', 'start_time'),
		at(report, 'generated_at'),
		at(harbor, 'generated_at'),
		...resources.map(one => at(one, 'report', 'updateTimestamp')),
		...list(at(report, 'rows')).map(row => at(row, 'artifact_scan_time')),
		...list(at(report, 'results')).map(one => at(one, 'scanTime')),
		aqua === null ? null : isoTime(aqua * 1000),
	];
}

/** GitLab's times have no zone: they are in UTC. */
function timeOf(given: unknown): number | null {
	const written = rawText(given).trim();
	const time = parseTime(/T\d\d:\d\d:\d\d(\.\d+)?$/.test(written) ? `${written}Z` : written);
	return Number.isNaN(time) || time <= 0 ? null : time;
}
