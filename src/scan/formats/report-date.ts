import {isoTime, parseTime} from '../../base/index.js';
import {at, first, list, number, rawText} from './json.js';

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
	const aqua = number(at(report, 'scan_started', 'seconds')) ?? number(at(report, 'results', 'scan_started', 'seconds'));
	return [
		at(report, 'scannedAt'),
		at(report, 'CreatedAt'),
		at(report, 'descriptor', 'timestamp'),
		at(report, 'metadata', 'timestamp'),
		at(invocation, 'endTimeUtc'),
		at(invocation, 'startTimeUtc'),
		...list(at(report, 'results')).map(one => at(one, 'scanTime')),
		aqua === null ? null : isoTime(aqua * 1000),
	];
}

/** A time without a zone is in UTC. */
function timeOf(given: unknown): number | null {
	const written = rawText(given).trim();
	const time = parseTime(/T\d\d:\d\d:\d\d(\.\d+)?$/.test(written) ? `${written}Z` : written);
	return Number.isNaN(time) || time <= 0 ? null : time;
}
